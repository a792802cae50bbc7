package io.mr3.rm.standalone.agent;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/** Files of this host, and of any file system that Hadoop, as it is configured here, knows. */
final class HadoopFileSource implements FileSource {
    private static final String HERE = "file";

    @Override
    public InputStream open(String address) throws IOException {
        try {
            if (address.startsWith("/")) {
                return local(address, Path.of(address));
            }
            URI uri = uri(address);
            return uri.getScheme().equals(HERE) ? local(address, Path.of(uri.getPath())) : remote(uri);
        } catch (FileNotFoundException | NoSuchFileException e) {
            throw new RefusedException("file " + address + " does not exist", e);
        } catch (UnsupportedFileSystemException e) {
            throw new RefusedException("file " + address + ": " + e.getMessage(), e);
        }
    }

    private static URI uri(String address) throws RefusedException {
        try {
            URI uri = new URI(address);
            if (uri.getScheme() != null
                    && uri.getPath() != null
                    && uri.getPath().startsWith("/")) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw new RefusedException("expected an absolute path or an address of a file, got '" + address + "'", e);
        }
        throw new RefusedException("expected an absolute path or an address of a file, got '" + address + "'");
    }

    private static InputStream local(String address, Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new RefusedException("file " + address + ": expected a file, found a directory");
        }
        return Files.newInputStream(path);
    }

    private static InputStream remote(URI uri) throws IOException {
        return FileSystem.get(uri, new Configuration()).open(new org.apache.hadoop.fs.Path(uri));
    }
}
