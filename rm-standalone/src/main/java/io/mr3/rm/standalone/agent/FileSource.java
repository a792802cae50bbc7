package io.mr3.rm.standalone.agent;

import java.io.IOException;
import java.io.InputStream;

/** Where files of applications come from. Thread-safe. */
interface FileSource {
    /**
     * Opens a file.
     *
     * @param address a path of this host, or an address of any file system
     * @throws RefusedException in one line, if there is no such file
     */
    InputStream open(String address) throws IOException;
}
