package io.mr3.rm.standalone.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mr3.rm.standalone.view.ClusterJson;
import io.mr3.rm.standalone.view.ClusterView;
import io.mr3.rm.standalone.view.WorkerView;
import io.mr3.rpc.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What the master shows, over real HTTP. */
class MasterWebTest {
    private static final Clock NOW = Clock.fixed(Instant.ofEpochMilli(Views.STARTED + 192_000), ZoneOffset.UTC);

    private final Secret secret = Secret.generate();
    private final String token = TokenGate.token(secret);
    private final AtomicReference<ClusterView> view = new AtomicReference<>();
    private final List<String> askedOfAgent = new ArrayList<>();
    private GuardedServer agent;
    private MasterWeb web;
    private Http http;

    @BeforeEach
    void start() throws IOException {
        agent = GuardedServer.start(new WebSettings("127.0.0.1", 0), "test-agent", secret, exchange -> {
            askedOfAgent.add(exchange.getRequestURI().toString());
            if (exchange.getRequestURI().getPath().endsWith("_worker-1")) {
                Responses.text(exchange, "text/html", "line 1 <b>\nline 2\n");
            } else {
                Responses.refuse(exchange, 404, "no log");
            }
        });
        view.set(Views.cluster(agent.hostPort()));
        web = MasterWeb.start(new WebSettings("127.0.0.1", 0), secret, view::get, NOW);
        http = new Http(web.hostPort());
    }

    @AfterEach
    void end() {
        web.close();
        agent.close();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.get(path, "Authorization", "Bearer " + token);
    }

    private String good(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertEquals(200, answer.statusCode(), answer.body());
        return answer.body();
    }

    private static Document parsed(String page) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8)));
    }

    private static Map<String, Element> byId(Document page) {
        Map<String, Element> found = new TreeMap<>();
        NodeList all = page.getElementsByTagName("*");
        for (int i = 0; i < all.getLength(); i++) {
            Element element = (Element) all.item(i);
            if (element.hasAttribute("id")) {
                assertNull(found.put(element.getAttribute("id"), element), element.getAttribute("id"));
            }
        }
        return found;
    }

    private static List<String> cells(Element row) {
        List<String> cells = new ArrayList<>();
        NodeList all = row.getElementsByTagName("td");
        for (int i = 0; i < all.getLength(); i++) {
            cells.add(all.item(i).getTextContent());
        }
        return cells;
    }

    @Test
    void thePageHasAllOfTheClusterByIdsThatStay() throws Exception {
        Map<String, Element> elements = byId(parsed(good("/")));
        for (String table : List.of("nodes", "applications", "workers", "queues")) {
            assertEquals("table", elements.get(table).getTagName());
            Element head =
                    (Element) elements.get(table).getElementsByTagName("thead").item(0);
            int columns = head.getElementsByTagName("th").getLength();
            NodeList rows = elements.get(table).getElementsByTagName("tr");
            for (int i = 1; i < rows.getLength(); i++) {
                assertEquals(columns, cells((Element) rows.item(i)).size(), table);
            }
        }
        assertEquals("c-1", elements.get("cluster-id").getTextContent());
        assertEquals("3", elements.get("cluster-epoch").getTextContent());
        assertEquals("active", elements.get("cluster-state").getTextContent());
        assertEquals("127.0.0.1:8420", elements.get("cluster-address").getTextContent());
        assertEquals("3 min 12 s", elements.get("cluster-uptime").getTextContent());
        assertEquals("1 of 3", elements.get("cluster-nodes").getTextContent());
        assertEquals("4 GB of 8 GB", elements.get("cluster-memory").getTextContent());
        assertEquals(
                List.of(
                        "one",
                        "127.0.0.1",
                        "r1",
                        "active",
                        "1",
                        "2 GB of 4 GB",
                        "2 of 4",
                        "1000 MB",
                        "12 MB",
                        "0.5",
                        "1.3",
                        "disk_errors 3; drift -1.5E-7",
                        "0.2 s ago",
                        "disk=ssd"),
                cells(elements.get("node-one")));
        assertEquals("user", cells(elements.get("application-app-1")).get(2));
        assertEquals(
                List.of("1", "app-1", "All", "one", "127.0.0.1", "running", "2 GB", "900 MB", "2", "4711", ""),
                cells(elements.get("worker-app-1-1")));
        assertEquals("exit status 1", cells(elements.get("worker-app-1-2")).get(10));
        assertEquals(
                List.of("default", "all", "50 %"),
                cells(elements.get("queue-default")).subList(0, 3));
        assertEquals("http://" + agent.hostPort() + "/api/node", link(elements.get("node-one")));
        assertEquals("/logs/app-1/1", link(elements.get("worker-app-1-1")));
    }

    private static String link(Element row) {
        NodeList links = row.getElementsByTagName("a");
        return links.getLength() == 0 ? "" : ((Element) links.item(0)).getAttribute("href");
    }

    @Test
    void whatComesFromElsewhereIsTextAndNothingElse() throws Exception {
        String page = good("/");
        Document parsed = parsed(page);
        assertEquals(0, parsed.getElementsByTagName("script").getLength());
        assertFalse(page.contains("<script"), page);
        String shown = Views.HOSTILE.replace('\u0000', '\uFFFD');
        Map<String, Element> elements = byId(parsed);
        assertEquals(shown, cells(elements.get("node-two")).get(2));
        assertEquals(shown + "; disk=ssd", cells(elements.get("node-two")).get(13));
        assertEquals(shown, cells(elements.get("application-app-1")).get(1));
        // an address that is none is no link
        assertEquals("", link(elements.get("node-two")));
    }

    @Test
    void thePageLoadsNothingAndItsStyleIsTheOneThatThePolicyNames() throws Exception {
        HttpResponse<String> answer = get("/");
        assertEquals(
                "text/html; charset=utf-8",
                answer.headers().firstValue("Content-Type").orElseThrow());
        String style =
                parsed(answer.body()).getElementsByTagName("style").item(0).getTextContent();
        String hash = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8)));
        List<String> policies = answer.headers().allValues("Content-Security-Policy");
        assertEquals(1, policies.size());
        assertTrue(policies.get(0).contains("style-src 'sha256-" + hash + "'"), policies.get(0));
        assertFalse(answer.body().contains("style=\""));
        assertFalse(answer.body().matches("(?s).*(src=|url\\(|@import|<link).*"));
    }

    @Test
    void onlySoManyRowsAreOnThePageAndAllAreInTheJson() throws Exception {
        ClusterView few = view.get();
        List<WorkerView> many = new ArrayList<>();
        for (int i = 1; i <= ClusterPage.MOST_ROWS + 5; i++) {
            many.add(new WorkerView("app-1", i, "All", "one", "h", "running", 1, 1, 1, 1, "", ""));
        }
        view.set(new ClusterView(few.master(), few.nodes(), few.applications(), many, few.queues(), few.counters()));
        String page = good("/");
        assertTrue(byId(parsed(page)).containsKey("worker-app-1-" + (ClusterPage.MOST_ROWS + 5)), "the newest first");
        assertTrue(page.contains("\"worker-app-1-6\""));
        assertFalse(page.contains("\"worker-app-1-5\""));
        assertTrue(page.contains("Workers (1005)"));
        assertTrue(page.contains("The first 1000; all are in"));
        assertEquals(1005, new ObjectMapper().readTree(good("/api/workers")).size());
    }

    @Test
    void jsonIsTheView() throws Exception {
        assertEquals(view.get(), ClusterJson.read(good("/api/cluster")));
        JsonNode nodes = new ObjectMapper().readTree(good("/api/nodes"));
        assertEquals("one", nodes.get(0).get("node").asText());
        assertEquals(4096, nodes.get(0).get("memoryMb").asInt());
        assertEquals("ssd", nodes.get(0).get("labels").get("disk").asText());
        assertEquals(3, nodes.get(0).get("reported").get("disk_errors").asDouble());
        assertEquals(
                "app-1",
                new ObjectMapper()
                        .readTree(good("/api/applications"))
                        .get(0)
                        .get("application")
                        .asText());
        assertEquals(2, new ObjectMapper().readTree(good("/api/workers")).size());
        assertEquals(
                "default",
                new ObjectMapper()
                        .readTree(good("/api/queues"))
                        .get(0)
                        .get("queue")
                        .asText());
    }

    @Test
    void metricsAreOfTheFormThatPrometheusReads() throws Exception {
        Map<String, String> values = new TreeMap<>();
        Map<String, String> types = new TreeMap<>();
        Pattern line = Pattern.compile(
                "([a-z0-9_]+)(\\{[a-z_]+=\"[^\"\n]*\"(,[a-z_]+=\"[^\"\n]*\")*\\})? (-?[0-9]+(\\.[0-9]+)?(E-?[0-9]+)?)");
        for (String text : good("/metrics").split("\n")) {
            if (text.startsWith("# TYPE ")) {
                String[] words = text.split(" ");
                assertNull(types.put(words[2], words[3]), "each family once");
            } else if (!text.startsWith("# HELP ")) {
                Matcher metric = line.matcher(text);
                assertTrue(metric.matches(), text);
                assertTrue(types.containsKey(metric.group(1)), text);
                assertNull(values.put(text.substring(0, text.lastIndexOf(' ')), metric.group(4)), text);
            }
        }
        assertEquals("1", values.get("mr3_cluster_nodes{state=\"active\"}"));
        assertEquals("1", values.get("mr3_cluster_nodes{state=\"lost\"}"));
        assertEquals("0", values.get("mr3_cluster_nodes{state=\"draining\"}"));
        assertEquals("1", values.get("mr3_cluster_workers{state=\"running\"}"));
        assertEquals("1", values.get("mr3_cluster_applications{state=\"running\"}"));
        assertEquals(Long.toString(8L << 30), values.get("mr3_cluster_memory_bytes"));
        assertEquals(Long.toString(4L << 30), values.get("mr3_cluster_memory_booked_bytes"));
        assertEquals("8", values.get("mr3_cluster_cores"));
        assertEquals("4", values.get("mr3_cluster_cores_booked"));
        assertEquals("2", values.get("mr3_cluster_requests_waiting"));
        assertEquals("2", values.get("mr3_cluster_queue_requests_waiting{queue=\"default\"}"));
        String one = "{node=\"one\",host=\"127.0.0.1\"}";
        assertEquals(1000L << 20, Double.parseDouble(values.get("mr3_cluster_host_memory_used_bytes" + one)));
        assertEquals(12L << 20, Double.parseDouble(values.get("mr3_cluster_host_swap_used_bytes" + one)));
        assertEquals("0.50", values.get("mr3_cluster_host_load" + one));
        assertEquals("1.25", values.get("mr3_cluster_host_processors_used" + one));
        String reported = "mr3_cluster_host_reported{node=\"one\",host=\"127.0.0.1\",name=";
        assertEquals("3.0", values.get(reported + "\"disk_errors\"}"));
        assertEquals("-1.5E-7", values.get(reported + "\"drift\"}"));
        assertEquals("gauge", types.get("mr3_cluster_host_reported"));
        assertEquals("12", values.get("mr3_cluster_beats_total"));
        assertEquals("1", values.get("mr3_cluster_launches_failed_total"));
        assertEquals("counter", types.get("mr3_cluster_beats_total"));
    }

    @Test
    void logsComeFromTheAgentAsText() throws Exception {
        HttpResponse<String> answer = get("/logs/app-1/1?bytes=500");
        assertEquals(200, answer.statusCode());
        assertEquals("line 1 <b>\nline 2\n", answer.body());
        assertEquals(
                "text/plain; charset=utf-8",
                answer.headers().firstValue("Content-Type").orElseThrow());
        assertEquals(
                "nosniff", answer.headers().firstValue("X-Content-Type-Options").orElseThrow());
        good("/logs/app-1/1");
        good("/logs/app-1/1?bytes=999999999999");
        assertEquals(
                List.of(
                        "/logs/app-1_worker-1?bytes=500",
                        "/logs/app-1_worker-1?bytes=65536",
                        "/logs/app-1_worker-1?bytes=" + LogProxy.MOST_BYTES),
                askedOfAgent);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/logs/app-1/2 | 404 | no node agent has a log of worker app-1_worker-2",
                "/logs/app-1/77 | 404 | no node agent has a log of worker app-1_worker-77",
                "/logs/app-1/one | 404 | expected /logs/<application>/<number of the worker>",
                "/logs/app-1 | 404 | expected /logs/<application>/<number of the worker>",
                "/logs/app-1/1/x | 404 | expected /logs/<application>/<number of the worker>",
                "/logs/app-1/1?bytes=-1 | 400 | bytes: expected a whole number, got '-1'",
                "/logs/..%2F..%2Fetc/1 | 404 | no node agent has a log of worker ../../etc_worker-1",
                "/api/nothing | 404 | nothing is at /api/nothing; see /",
                "/api/../metrics | 404 | nothing is at /api/../metrics; see /",
            })
    void whatIsNotThereIsRefusedInOneLine(String path, int status, String line) throws Exception {
        HttpResponse<String> answer = get(path);
        assertEquals(line + "\n", answer.body());
        assertEquals(status, answer.statusCode());
        assertEquals(List.of(), askedOfAgent, "no words of a client reach an agent");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/logs/../../etc/passwd",
                "/logs/app-1/../../../etc/passwd",
                "/logs//etc/passwd",
                "/logs/%2e%2e/1"
            })
    void noPathLeadsElsewhere(String path) throws Exception {
        String status = http.raw("GET " + path + " HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + token
                + "\r\nConnection: close\r\n\r\n");
        assertTrue(status.startsWith("HTTP/1.1 404"), status);
        assertEquals(List.of(), askedOfAgent);
    }

    @Test
    void anAgentThatDoesNotAnswerIsNamed() throws Exception {
        String where = agent.hostPort();
        agent.close();
        HttpResponse<String> answer = get("/logs/app-1/1");
        assertEquals(502, answer.statusCode());
        assertEquals("the node agent at " + where + " does not answer: Connection refused\n", answer.body());
    }

    @Test
    void withoutTheTokenThereIsNothing() throws Exception {
        for (String path : List.of("/", "/api/cluster", "/metrics", "/logs/app-1/1", "/nothing")) {
            assertEquals(401, http.get(path).statusCode(), path);
        }
        assertEquals(List.of(), askedOfAgent);
    }
}
