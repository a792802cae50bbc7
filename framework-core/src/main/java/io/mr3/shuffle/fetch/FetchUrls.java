package io.mr3.shuffle.fetch;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.Proxy;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the connections of {@code http} URLs: {@link FetchConnections} of those that ask for outputs, the JDK's of all others. */
public final class FetchUrls extends URLStreamHandler {
    private static final Logger LOG = LoggerFactory.getLogger(FetchUrls.class);
    private static final int HTTP = 80;

    private static boolean installed;

    private final FetchConnections connections;
    /** A URL inherits the handler of its context, here the JDK's, and from one without a path nothing else. */
    private final URL jdks;

    private FetchUrls(FetchConnections connections, URL jdks) {
        this.connections = connections;
        this.jdks = jdks;
    }

    /**
     * From now on fetchers of this process connect by {@link FetchConnections#ofThisProcess}. A JVM lets this be decided once: if
     * someone has done so before, fetchers go on with the JDK's connections, which a warning says.
     */
    public static synchronized void install() {
        if (installed) {
            return;
        }
        try {
            FetchUrls urls = new FetchUrls(FetchConnections.ofThisProcess(), new URL("http://localhost"));
            URL.setURLStreamHandlerFactory(protocol -> protocol.equals("http") ? urls : null);
            installed = true;
        } catch (MalformedURLException e) {
            throw new IllegalStateException("expected a JVM that knows http", e);
        } catch (Error e) {
            if (!e.getClass().equals(Error.class)) {
                throw e;
            }
            LOG.warn("connections to lost shuffle handlers end by time-outs alone: {}", e.getMessage());
        }
    }

    @Override
    protected URLConnection openConnection(URL url) throws IOException {
        return asksForOutputs(url) ? connections.connection(url) : byJdk(url).openConnection();
    }

    @Override
    protected URLConnection openConnection(URL url, Proxy proxy) throws IOException {
        return byJdk(url).openConnection(proxy);
    }

    @Override
    protected int getDefaultPort() {
        return HTTP;
    }

    private URL byJdk(URL url) throws MalformedURLException {
        return new URL(jdks, url.toExternalForm());
    }

    private static boolean asksForOutputs(URL url) {
        return url.getPath().equals("/mapOutput")
                && url.getQuery() != null
                && url.getQuery().startsWith("job=");
    }
}
