package dev.lanegrad.io.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes a file so that readers, and a crash, see the old content or the new one and nothing between. Thread-safe.
 */
public final class AtomicFile {
    private AtomicFile() {
    }

    private static final String SUFFIX = ".tmp";

    /** What is being written; a JVM that is told to end (Ctrl-C) leaves none of them behind. */
    private static final Set<Path> TEMPORARIES = ConcurrentHashMap.newKeySet();

    static {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(AtomicFile::deleteTemporaries, "lanegrad-temporary-files"));
        } catch (IllegalStateException e) {
            // The JVM is ending already, and this save is part of that.
        }
    }

    /** Writes a file's bytes. */
    public interface Content {
        /**
         * Writes all of them.
         *
         * @param channel a new, empty file
         * @throws IOException if writing fails
         */
        void write(FileChannel channel) throws IOException;
    }

    /**
     * Writes beside the target, forces the bytes to the device, and renames over the target. On any failure the target
     * is as it was and no other file is left.
     *
     * <p>A new file gets the permissions that any new file gets (the umask); one that replaces another keeps the
     * other's. Where the target is a symbolic link, the file that it points to is replaced.
     *
     * @param target the file
     * @param content what it is to hold
     * @throws IOException if the target is refused, or writing or renaming fails
     */
    public static void replace(Path target, Content content) throws IOException {
        Path real = check(target);
        boolean exists = Files.exists(real);
        Path temporary = temporary(real);
        boolean renamed = false;
        TEMPORARIES.add(temporary);
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE)) {
                if (exists) {
                    copyPermissions(real, temporary);
                }
                content.write(channel);
                channel.force(true);
            }
            Files.move(temporary, real, StandardCopyOption.ATOMIC_MOVE);
            renamed = true;
        } finally {
            if (!renamed) {
                Files.deleteIfExists(temporary);
            }
            TEMPORARIES.remove(temporary);
        }
        // A file is in a folder.
        forceDirectory(Objects.requireNonNull(real.getParent()));
    }

    /**
     * Refuses a target that cannot be replaced: a folder, a device or pipe (the rename would put a file in its place), a
     * read-only file, a link to nothing, a folder that is not there or takes no new file (tried with an empty one).
     *
     * @param target the file
     * @return the file itself, behind links
     * @throws IOException if the target is refused
     */
    public static Path check(Path target) throws IOException {
        Path real = real(target);
        Path probe = temporary(real);
        TEMPORARIES.add(probe);
        try {
            Files.createFile(probe);
            Files.deleteIfExists(probe); // where the JVM ends meanwhile, it may be gone
        } catch (IOException e) {
            throw new FileSystemException(target.toString(), null, "its folder takes no new file (" + e.getClass()
                    .getSimpleName() + ")");
        } finally {
            TEMPORARIES.remove(probe);
        }
        return real;
    }

    /**
     * Deletes what writers of the target left when they were killed. Nobody may write it meanwhile.
     *
     * @param target the file
     * @throws IOException if its folder cannot be read, or such a file cannot be deleted
     */
    public static void deleteLeftovers(Path target) throws IOException {
        Path real = real(target);
        // A file is in a folder.
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Objects.requireNonNull(real.getParent()),
                file -> isTemporary(file, real))) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** By the length of its name, too: the temporary files of "run-2" begin like those of "run". */
    private static boolean isTemporary(Path file, Path real) {
        String name = file.getFileName().toString();
        return name.startsWith(prefix(real)) && name.endsWith(SUFFIX)
                && name.length() == temporary(real).getFileName().toString().length() && Files.isRegularFile(file);
    }

    private static String prefix(Path real) {
        return ".lanegrad-" + real.getFileName() + "-";
    }

    private static Path temporary(Path real) {
        return real.resolveSibling(prefix(real) + UUID.randomUUID() + SUFFIX);
    }

    private static Path real(Path target) throws IOException {
        if (!Files.exists(target)) {
            Path folder = target.toAbsolutePath().getParent();
            if (Files.isSymbolicLink(target)) {
                throw new FileSystemException(target.toString(), null, "this is a link to a file that does not exist");
            }
            if (folder == null || !Files.isDirectory(folder)) {
                throw new NoSuchFileException(target.toString(), null, "the folder " + folder + " does not exist");
            }
            return target.toAbsolutePath();
        }
        Path real = target.toRealPath();
        if (!Files.isRegularFile(real)) {
            throw new FileSystemException(real.toString(), null, Files.isDirectory(real)
                    ? "this is a directory, expected a file to replace"
                    : "this is a device or pipe, expected a file to replace");
        }
        if (!Files.isWritable(real)) {
            // A rename would not ask.
            throw new AccessDeniedException(real.toString(), null, "the file is read-only");
        }
        return real;
    }

    private static void deleteTemporaries() {
        for (Path temporary : TEMPORARIES) {
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException e) {
                // The JVM ends; there is nobody left to tell.
            }
        }
    }

    private static void copyPermissions(Path from, Path to) throws IOException {
        PosixFileAttributeView source = Files.getFileAttributeView(from, PosixFileAttributeView.class);
        if (source != null) {
            Files.setPosixFilePermissions(to, source.readAttributes().permissions());
        }
    }

    /** Makes the rename itself survive a power failure. */
    private static void forceDirectory(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Some platforms (Windows) cannot open a directory and some file systems cannot force one. The file itself
            // is forced and in place, so this is no failure of the save.
        }
    }
}
