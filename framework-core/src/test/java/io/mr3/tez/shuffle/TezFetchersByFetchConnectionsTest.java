package io.mr3.tez.shuffle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mr3.shuffle.fetch.FetchUrls;
import java.net.URL;
import java.net.URLConnection;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** All of it again as in a worker that is a process, where fetchers do not connect by what the JDK has. */
class TezFetchersByFetchConnectionsTest extends TezFetchersTest {
    @BeforeAll
    static void install() {
        FetchUrls.install();
    }

    @Test
    void onlyRequestsForOutputsAreOurs() throws Exception {
        String ours = "io.mr3.shuffle.fetch.FetchConnection";
        assertEquals(ours, connection("http://127.0.0.1:1/mapOutput?job=job_1_0001&dag=1&reduce=0&map=x"));
        String jdks = "sun.net.www.protocol.http.HttpURLConnection";
        assertEquals(jdks, connection("http://127.0.0.1:1/mapOutput"));
        assertEquals(jdks, connection("http://127.0.0.1:1/elsewhere?job=job_1_0001"));
        assertEquals(jdks, connection("http://user@127.0.0.1:1/#mapOutput?job=1"));
        assertEquals(jdks, connection("http://elsewhere"));
        assertEquals(jdks, connection("http://elsewhere?a=b"));
        assertEquals(
                "sun.net.www.protocol.https.HttpsURLConnectionImpl", connection("https://127.0.0.1:1/mapOutput?job=1"));
    }

    private static String connection(String url) throws Exception {
        URLConnection connection = new URL(url).openConnection();
        assertEquals(url, connection.getURL().toExternalForm());
        return connection.getClass().getName();
    }
}
