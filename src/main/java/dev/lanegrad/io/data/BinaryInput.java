package dev.lanegrad.io.data;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The bytes of a regular file, front to back; of a gzip file what is packed in it. Knows where it is, for messages. */
final class BinaryInput implements Closeable {
    /**
     * The most bytes that deflate gets out of one: a match takes at least two bits (length and distance) and gives up to
     * 258 bytes (RFC 1951, 3.2.5).
     */
    private static final int MAX_EXPANSION = 8 / 2 * 258;

    private static final int GZIP_MAGIC = 0x1f8b;
    private static final int GZIP_BUFFER = 1 << 15;

    private final Path file;
    private final FileChannel channel;
    private final InputStream stream;
    private long position;

    private BinaryInput(Path file, FileChannel channel, InputStream stream) {
        this.file = file;
        this.channel = channel;
        this.stream = stream;
    }

    /**
     * Opens a file as it is.
     *
     * @param expected what the file should be, for messages
     * @throws DataFileException if this is a directory, device or pipe
     */
    static BinaryInput open(Path file, String expected) throws IOException {
        FileChannel channel = openRegular(file, expected);
        return new BinaryInput(file, channel, Channels.newInputStream(channel));
    }

    /** Opens a file that may be packed by gzip, which its first bytes tell. */
    static BinaryInput openPacked(Path file, String expected) throws IOException {
        FileChannel channel = openRegular(file, expected);
        try {
            ByteBuffer magic = ByteBuffer.allocate(Short.BYTES);
            channel.read(magic, 0);
            boolean gzip = Short.toUnsignedInt(magic.getShort(0)) == GZIP_MAGIC;
            return new BinaryInput(file, channel, gzip ? new Gzip(channel) : Channels.newInputStream(channel));
        } catch (EOFException | ZipException e) {
            channel.close();
            throw new DataFileException(file, "the header of the gzip file is damaged or cut off: " + e.getMessage(), e);
        } catch (Throwable e) {
            channel.close();
            throw e;
        }
    }

    /** Opening a pipe waits for a writer, and a device may have no end. */
    private static FileChannel openRegular(Path file, String expected) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw new DataFileException(file, "this is a " + (attributes.isDirectory() ? "directory" : "device or pipe")
                    + ", expected " + expected);
        }
        return FileChannel.open(file, StandardOpenOption.READ);
    }

    FileChannel channel() {
        return channel;
    }

    long position() {
        return position;
    }

    /** Goes to a byte of a file that is not packed, which has so many. */
    void seek(long target) throws IOException {
        channel.position(target);
        position = target;
    }

    /** Reads exactly so many bytes to the start of an array. */
    void read(byte[] target, int length) throws IOException {
        int count;
        try {
            count = stream.readNBytes(target, 0, length);
        } catch (EOFException | ZipException e) {
            throw damaged(e);
        }
        position += count;
        if (count < length) {
            throw new DataFileException(file, (stream instanceof Gzip ? "the unpacked data end" : "the file ends")
                    + " at byte " + position + ", expected " + (length - count) + " more; was it cut off?");
        }
    }

    byte[] read(int length) throws IOException {
        byte[] bytes = new byte[length];
        read(bytes, length);
        return bytes;
    }

    /**
     * Refuses a file that cannot hold what its header promises, before anything is allocated for it. The true size of
     * packed data is known at their end only; what they can have at most depends on the size of the file.
     */
    void requireSize(long end) throws IOException {
        long size = channel.size();
        if (stream instanceof Gzip) {
            if (end / MAX_EXPANSION > size) {
                throw new DataFileException(file, "the header promises " + end + " bytes, a gzip file of " + size
                        + " bytes cannot hold more than " + size * MAX_EXPANSION);
            }
        } else if (size < end) {
            throw new DataFileException(file, "the header promises " + end + " bytes, the file has " + size
                    + "; was it cut off?");
        } else if (size > end) {
            throw new DataFileException(file, "the data end at byte " + end + ", but the file has " + size + " bytes");
        }
    }

    /** After the last byte that the header promises: refuses packed data that go on, or have another checksum. */
    void requireEnd() throws IOException {
        if (!(stream instanceof Gzip gzip)) {
            return;
        }
        try {
            if (gzip.read() >= 0) {
                throw new DataFileException(file, "the data end at byte " + position + ", but the unpacked data go on");
            }
        } catch (EOFException | ZipException e) {
            throw damaged(e);
        }
        long trailing = channel.size() - gzip.end();
        if (trailing > 0) {
            throw new DataFileException(file, "the gzip data end at byte " + gzip.end() + ", but the file has "
                    + channel.size() + " bytes");
        }
    }

    private DataFileException damaged(IOException cause) {
        return new DataFileException(file, "the gzip data are damaged or cut off, after byte " + position
                + " of the unpacked data: " + cause.getMessage(), cause);
    }

    @Override
    public void close() throws IOException {
        stream.close();
        channel.close();
    }

    /** Knows where the packed data end: {@link GZIPInputStream} takes no notice of what follows them. */
    private static final class Gzip extends GZIPInputStream {
        private static final int TRAILER = 8;

        private final FileChannel channel;
        private long filled;

        Gzip(FileChannel channel) throws IOException {
            super(Channels.newInputStream(channel), GZIP_BUFFER);
            this.channel = channel;
        }

        @Override
        protected void fill() throws IOException {
            super.fill();
            filled = channel.position();
        }

        /** First byte after the packed data, once they have been read to the end. */
        long end() {
            return filled - inf.getRemaining() + TRAILER;
        }
    }
}
