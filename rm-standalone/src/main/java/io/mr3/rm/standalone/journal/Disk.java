package io.mr3.rm.standalone.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** What a journal needs of a file system. */
interface Disk {
    boolean exists(Path file);

    /** All of the file. */
    byte[] read(Path file) throws IOException;

    /** A file that exists, cut to that length, to be written on behind it. */
    Output append(Path file, long length) throws IOException;

    /** An empty file, which its owner alone may read, in place of one that there was. */
    Output create(Path file) throws IOException;

    /** Puts a file in place of another one: who looks finds one or the other. */
    void replace(Path file, Path by) throws IOException;

    /** Returns when names of the directory are on the disk as they are now. */
    void force(Path directory) throws IOException;

    void delete(Path file) throws IOException;

    /** A file that is being written. */
    interface Output extends Closeable {
        /** Writes all of it. */
        void write(ByteBuffer bytes) throws IOException;

        /** Returns when all that was written is on the disk. */
        void force() throws IOException;
    }
}
