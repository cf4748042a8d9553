package dev.lanegrad.io.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    Path directory;
    private Path target;

    @BeforeEach
    void name() {
        target = directory.resolve("target");
    }

    private static AtomicFile.Content text(String text) {
        return channel -> channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void assertOnlyFile(Path file) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void createsAndReplaces() throws IOException {
        AtomicFile.replace(target, text("first"));
        assertEquals("first", Files.readString(target));
        AtomicFile.replace(target, text("2"));
        assertEquals("2", Files.readString(target));
        assertOnlyFile(target);
    }

    /** An exception, an error, and a failure after bytes were written. */
    @Test
    void failureLeavesTheOldFile() throws IOException {
        Files.writeString(target, "old");
        for (Throwable failure : List.of(new IOException("disk full"), new OutOfMemoryError("no heap"))) {
            Throwable thrown = assertThrows(failure.getClass(), () -> AtomicFile.replace(target, channel -> {
                channel.write(ByteBuffer.allocate(1000));
                if (failure instanceof IOException e) {
                    throw e;
                }
                throw (Error) failure;
            }));
            assertSame(failure, thrown);
            assertEquals("old", Files.readString(target));
            assertOnlyFile(target);
        }
    }

    /** What a killed writer of this file left, and not what somebody is writing to a file whose name begins like this one's. */
    @Test
    void leftoversAreDeleted() throws IOException {
        Files.writeString(target, "old");
        Path neighbour = directory.resolve("target-2");
        AtomicFile.replace(neighbour, channel -> {
            Path own = Files.createFile(directory.resolve(".lanegrad-target-" + UUID.randomUUID() + ".tmp"));
            AtomicFile.deleteLeftovers(target);
            assertFalse(Files.exists(own));
            channel.write(ByteBuffer.wrap(new byte[] {'n'}));
        });
        assertEquals("n", Files.readString(neighbour));
        assertEquals("old", Files.readString(target));
    }

    @Test
    void directoryIsNotReplaced() throws IOException {
        Files.createDirectory(target);
        assertThrows(IOException.class, () -> AtomicFile.replace(target, text("new")));
        assertTrue(Files.isDirectory(target));
        assertOnlyFile(target);
    }

    @Test
    void interruptedWriteLeavesNothing() throws IOException {
        Thread.currentThread().interrupt();
        assertThrows(IOException.class, () -> AtomicFile.replace(target, text("new")));
        assertTrue(Thread.interrupted());
        try (Stream<Path> files = Files.list(directory)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void permissionsAreThoseOfAnyFile() throws IOException {
        assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("posix"));
        Path usual = Files.createFile(directory.resolve("usual"));
        AtomicFile.replace(target, text("new"));
        assertEquals(Files.getPosixFilePermissions(usual), Files.getPosixFilePermissions(target));
        for (String mode : List.of("rw-------", "rw-rw-rw-", "rwxr-x---")) {
            Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(mode);
            Files.setPosixFilePermissions(target, permissions);
            AtomicFile.replace(target, text("newer"));
            assertEquals(permissions, Files.getPosixFilePermissions(target));
        }
    }

    @Test
    void symbolicLinkStays() throws IOException {
        assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("posix"));
        Path real = Files.writeString(Files.createDirectory(directory.resolve("real")).resolve("file"), "old");
        Files.createSymbolicLink(target, real);
        AtomicFile.replace(target, text("new"));
        assertTrue(Files.isSymbolicLink(target));
        assertEquals("new", Files.readString(real));
    }

    /** Never tried on a real device: the rename would put a file in its place. */
    @Test
    void pipeIsNotReplaced() throws Exception {
        assumeTrue(new ProcessBuilder("mkfifo", target.toString()).start().waitFor() == 0, "there are no pipes here");
        assertThrows(IOException.class, () -> AtomicFile.replace(target, text("new")));
        assertTrue(Files.readAttributes(target, BasicFileAttributes.class).isOther(), "the pipe is gone");
    }

    @Test
    void linkToNothingIsNotReplaced() throws IOException {
        Files.createSymbolicLink(target, directory.resolve("nothing"));
        assertThrows(IOException.class, () -> AtomicFile.replace(target, text("new")));
        assertTrue(Files.isSymbolicLink(target));
    }
}
