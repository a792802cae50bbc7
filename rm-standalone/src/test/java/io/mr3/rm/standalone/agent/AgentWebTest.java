package io.mr3.rm.standalone.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.rm.standalone.web.WebSettings;
import io.mr3.rpc.Secret;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may read what from an agent. */
class AgentWebTest {
    private static final String C1 = "app-1_worker-1";

    @TempDir
    Path directory;

    private final Secret cluster = Secret.generate();
    private final String token = cluster.derive("web").encoded();
    private final HttpClient client = HttpClient.newHttpClient();
    private AgentWeb web;

    @BeforeEach
    void start() throws IOException {
        Path container = Files.createDirectories(directory.resolve("containers").resolve(C1));
        Files.writeString(container.resolve("output.log"), "first line\nlast line\n");
        Files.writeString(container.resolve("output.log.1"), "older\n");
        Files.writeString(container.resolve("private"), "not for you");
        Files.writeString(directory.resolve("secret"), "not for you");
        Files.writeString(directory.resolve("output.log"), "not for you");
        web = AgentWeb.start(
                new WebSettings("127.0.0.1", 0),
                cluster,
                new LogReader(
                        name -> Optional.of(directory.resolve("containers").resolve(name))
                                .filter(Files::isDirectory)),
                () -> "{\"node\":\"node-1\"}");
    }

    @AfterEach
    void stop() {
        web.close();
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web.port() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> authorized(String path) throws Exception {
        return get(path, "Authorization", "Bearer " + token);
    }

    @Test
    void nobodyReadsWithoutTheToken() throws Exception {
        assertEquals(401, get("/logs/" + C1).statusCode());
        assertEquals(401, get("/api/node").statusCode());
        assertEquals(
                401,
                get("/api/node", "Authorization", "Bearer " + Secret.generate().encoded())
                        .statusCode());
        assertEquals(
                401,
                get("/api/node", "Authorization", "Bearer " + cluster.encoded()).statusCode());
        assertEquals(
                401,
                get("/api/node", "Cookie", "mr3-token=" + token.substring(1)).statusCode());
        assertEquals(401, get("/api/node?token=").statusCode());
        HttpResponse<String> answer = get("/logs/" + C1 + "?token=x");
        assertEquals(401, answer.statusCode());
        assertTrue(answer.body().startsWith("expected the token of the cluster"), answer.body());
    }

    @Test
    void theTokenInAnAddressBecomesACookie() throws Exception {
        HttpResponse<String> first = get("/logs/" + C1 + "?bytes=10&token=" + token);
        assertEquals(303, first.statusCode());
        assertEquals(
                "/logs/" + C1 + "?bytes=10",
                first.headers().firstValue("Location").orElseThrow());
        String cookie = first.headers().firstValue("Set-Cookie").orElseThrow();
        assertTrue(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), cookie);
        assertFalse(first.body().contains("last"));
        HttpResponse<String> second = get("/logs/" + C1 + "?bytes=10", "Cookie", "other=1; " + cookie.split(";")[0]);
        assertEquals("last line\n", second.body());
    }

    @Test
    void theEndOfALogOrAnyPart() throws Exception {
        assertEquals("first line\nlast line\n", authorized("/logs/" + C1).body());
        assertEquals("line\n", authorized("/logs/" + C1 + "?bytes=5").body());
        HttpResponse<String> part = authorized("/logs/" + C1 + "?offset=6&bytes=4");
        assertEquals("line", part.body());
        assertEquals("21", part.headers().firstValue("X-Log-Bytes").orElseThrow());
        assertEquals("", authorized("/logs/" + C1 + "?offset=100").body());
        assertEquals("older\n", authorized("/logs/" + C1 + "?file=output.log.1").body());
        assertEquals("{\"node\":\"node-1\"}", authorized("/api/node").body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/logs/" + C1 + "?file=private",
                "/logs/" + C1 + "?file=../../secret",
                "/logs/" + C1 + "?file=output.log/../private",
                "/logs/../secret",
                "/logs/..%2f..%2fsecret",
                "/logs/%2e%2e",
                "/logs/" + C1 + "%2f..%2f..",
                "/logs/",
                "/logs/app-1_worker-2",
                "/logs//etc/passwd",
                "/",
                "/api"
            })
    void nothingElseCanBeRead(String path) throws Exception {
        HttpResponse<String> answer = authorized(path);
        assertEquals(404, answer.statusCode());
        assertFalse(answer.body().contains("not for you"), answer.body());
    }

    @Test
    void pathsThatAClientWouldTidyUpAreAsSafe() throws Exception {
        for (String path :
                new String[] {"/logs/../secret", "/logs/" + C1 + "/../../secret", "//logs/../../etc/passwd"}) {
            try (Socket socket = new Socket("127.0.0.1", web.port())) {
                String request = "GET " + path + " HTTP/1.0\r\nAuthorization: Bearer " + token + "\r\n\r\n";
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                String status = in.readLine();
                assertTrue(status.contains(" 404 "), path + ": " + status);
            }
        }
    }

    @Test
    void aLinkThatAWorkerMadeIsNotFollowed() throws Exception {
        Path container = directory.resolve("containers").resolve(C1);
        Files.delete(container.resolve("output.log"));
        Files.createSymbolicLink(container.resolve("output.log"), directory.resolve("secret"));
        assertEquals(404, authorized("/logs/" + C1).statusCode());
    }

    @Test
    void badNumbersAreSaid() throws Exception {
        HttpResponse<String> answer = authorized("/logs/" + C1 + "?bytes=-1");
        assertEquals(400, answer.statusCode());
        assertEquals("bytes: expected a number up to 16777216, got '-1'\n", answer.body());
        assertEquals(400, authorized("/logs/" + C1 + "?bytes=99999999999").statusCode());
        assertEquals(400, authorized("/logs/" + C1 + "?offset=x").statusCode());
        HttpRequest post = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + web.port() + "/api/node"))
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString("x"))
                .build();
        assertEquals(405, client.send(post, BodyHandlers.ofString()).statusCode());
    }
}
