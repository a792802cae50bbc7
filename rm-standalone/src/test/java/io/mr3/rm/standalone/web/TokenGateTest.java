package io.mr3.rm.standalone.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.rpc.Secret;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets through, over real HTTP. */
class TokenGateTest {
    private final Secret secret = Secret.generate();
    private final String token = secret.derive("web").encoded();
    private final AtomicInteger passed = new AtomicInteger();
    private GuardedServer server;
    private Http http;

    @BeforeEach
    void start() throws IOException {
        server = GuardedServer.start(new WebSettings("127.0.0.1", 0), "test-web", secret, exchange -> {
            passed.incrementAndGet();
            if (exchange.getRequestURI().getPath().equals("/broken")) {
                throw new IllegalStateException("broken");
            }
            Responses.text(exchange, "text/plain", "through");
        });
        http = new Http(server.hostPort());
    }

    @AfterEach
    void end() {
        server.close();
    }

    @Test
    void aBearerGetsThrough() throws Exception {
        HttpResponse<String> answer = http.get("/x", "Authorization", "Bearer " + token);
        assertEquals(200, answer.statusCode());
        assertEquals("through", answer.body());
        assertEquals(200, http.get("/x", "Authorization", "bearer  " + token).statusCode());
    }

    @Test
    void othersGetOneLineAndNothingElse() throws Exception {
        String other = Secret.generate().derive("web").encoded();
        for (String[] headers : new String[][] {
            {},
            {"Authorization", "Bearer " + other},
            {"Authorization", "Bearer "},
            {"Authorization", "Basic " + token},
            {"Authorization", token},
            {"Cookie", cookieName() + "=" + other},
            {"Cookie", "other=" + token},
            // a wrong header is no second guess at the cookie
            {"Authorization", "Bearer " + other, "Cookie", cookieName() + "=" + token}
        }) {
            HttpResponse<String> answer = http.get("/x", headers);
            assertEquals(401, answer.statusCode(), String.join(" ", headers));
            assertEquals(1, answer.body().lines().count());
            assertTrue(answer.headers().firstValue("Set-Cookie").isEmpty());
        }
        assertEquals(401, http.get("/x?token=" + other).statusCode());
        assertEquals(401, http.get("/x?token=").statusCode());
        assertEquals(401, http.get("/x?token=%25zz").statusCode());
        assertEquals(0, passed.get());
    }

    @Test
    void theTokenInAnAddressBecomesACookieAndGoes() throws Exception {
        HttpResponse<String> answer = http.get("/x?a=1&token=" + token + "&b=2");
        assertEquals(303, answer.statusCode());
        assertEquals("/x?a=1&b=2", answer.headers().firstValue("Location").orElseThrow());
        String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
        assertTrue(cookie.endsWith("; Path=/; HttpOnly; SameSite=Strict"), cookie);
        assertEquals("", answer.body());
        assertEquals(0, passed.get());
        String pair = cookie.substring(0, cookie.indexOf(';'));
        assertEquals(200, http.get("/x?a=1&b=2", "Cookie", "other=1; " + pair).statusCode());
        assertEquals(
                "/",
                http.get("/?token=" + token).headers().firstValue("Location").orElseThrow());
    }

    @Test
    void noRedirectLeavesTheServer() throws Exception {
        HttpResponse<String> answer = http.get("//a//evil.example/x?token=" + token);
        assertEquals("/evil.example/x", answer.headers().firstValue("Location").orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"})
    void nothingButGetIsTaken(String method) throws Exception {
        HttpResponse<String> answer = http.send(method, "/x", "Authorization", "Bearer " + token);
        assertEquals(405, answer.statusCode());
        assertEquals("GET", answer.headers().firstValue("Allow").orElseThrow());
        assertEquals(0, passed.get());
    }

    @Test
    void everyAnswerTellsTheBrowserToBeCareful() throws Exception {
        for (HttpResponse<String> answer : new HttpResponse[] {
            http.get("/x"), http.get("/x", "Authorization", "Bearer " + token), http.get("/x?token=" + token)
        }) {
            assertTrue(answer.headers()
                    .firstValue("Content-Security-Policy")
                    .orElseThrow()
                    .startsWith("default-src 'none'"));
            assertEquals(
                    "nosniff",
                    answer.headers().firstValue("X-Content-Type-Options").orElseThrow());
            assertEquals("DENY", answer.headers().firstValue("X-Frame-Options").orElseThrow());
            assertEquals(
                    "no-referrer",
                    answer.headers().firstValue("Referrer-Policy").orElseThrow());
            assertEquals(
                    "no-store", answer.headers().firstValue("Cache-Control").orElseThrow());
            assertTrue(
                    answer.headers().firstValue("Access-Control-Allow-Origin").isEmpty());
        }
    }

    @Test
    void sizesHaveBounds() throws Exception {
        assertEquals(
                414,
                http.get("/" + "x".repeat(5000), "Authorization", "Bearer " + token)
                        .statusCode());
        String many = "GET /x HTTP/1.1\r\nHost: h\r\n" + "X-Filler: 1\r\n".repeat(500) + "\r\n";
        String answer = http.raw(many);
        assertTrue(answer == null || !answer.contains("200"), answer);
        assertEquals(0, passed.get());
    }

    @Test
    void aHandlerThatFailsAnswersWithOneLine() throws Exception {
        HttpResponse<String> answer = http.get("/broken", "Authorization", "Bearer " + token);
        assertEquals(500, answer.statusCode());
        assertEquals("cannot answer; the log tells why\n", answer.body());
    }

    @Test
    void aPortInUseIsNamed() {
        int port = server.address().getPort();
        IOException failure = assertThrows(
                IOException.class,
                () -> GuardedServer.start(new WebSettings("127.0.0.1", port), "test-web", secret, exchange -> {}));
        assertEquals("cannot serve HTTP on 127.0.0.1:" + port + ": Address already in use", failure.getMessage());
    }

    private String cookieName() throws Exception {
        String cookie =
                http.get("/?token=" + token).headers().firstValue("Set-Cookie").orElseThrow();
        return cookie.substring(0, cookie.indexOf('='));
    }
}
