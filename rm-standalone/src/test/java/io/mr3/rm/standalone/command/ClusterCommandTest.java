package io.mr3.rm.standalone.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mr3.common.files.LifeLock;
import io.mr3.rm.standalone.ProcessFile;
import io.mr3.rm.standalone.web.TokenGate;
import io.mr3.rpc.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands in this JVM, with a master and agents in it as well. */
class ClusterCommandTest extends CommandBench {
    @Test
    void aClusterStartsAndIsLeftAloneWhenItRuns() throws Exception {
        String first =
                start("localhost memory=1g cores=1", "localhost name=other").good();
        assertEquals(List.of("localhost-1", "master", "other"), cluster.running());
        assertTrue(first.startsWith("the master runs at 127.0.0.1:"), first);
        assertTrue(first.contains("\nagent localhost-1 runs, pid "), first);
        assertTrue(first.contains("\n2 nodes are registered\n"), first);
        Secret secret = Secret.read(root.resolve("secret"));
        assertTrue(first.endsWith("\nweb http://127.0.0.1:8421/?token=" + TokenGate.token(secret) + "\n"), first);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("secret"))));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(root)));

        Map<String, String> settings = cluster.started.get("localhost-1");
        assertEquals("localhost-1", settings.get("mr3.standalone.agent.name"));
        assertEquals("1024", settings.get("mr3.standalone.agent.memory.mb"));
        assertEquals("1", settings.get("mr3.standalone.agent.cores"));
        assertTrue(settings.get("mr3.standalone.master").matches("127.0.0.1:[1-9][0-9]+"));
        assertEquals(dir.resolve("data/mr3.data.dir").toString(), settings.get("mr3.data.dir"));
        assertFalse(cluster.started.toString().contains(secret.encoded()), "no secret is among settings");

        cluster.started.clear();
        String second =
                start("localhost memory=1g cores=1", "localhost name=other").good();
        assertEquals(Map.of(), cluster.started);
        assertTrue(second.startsWith("the master runs already at "), second);
        assertTrue(second.contains("\nagent other runs already, pid "), second);
    }

    @Test
    void aClusterStopsWithAllThatWasStarted() throws Exception {
        start("localhost", "localhost").good();
        String said = run("stop").good();
        assertEquals(List.of(), cluster.running());
        assertEquals(List.of("stop all"), cluster.asked);
        assertTrue(said.contains("agent localhost-2 has ended\n"), said);
        assertTrue(said.endsWith("the master has ended\n"), said);
        assertEquals("no master runs on this host\n", run("stop").good());
        Outcome status = run("status");
        assertEquals(3, status.exitCode());
        assertTrue(status.out().startsWith("no standalone cluster runs for " + root + ": "), status.out());
        assertEquals("stopped", json(run("status", "--json").out()).get("state").asText());
    }

    @Test
    void beforeTheFirstStartThereIsNoStatusAndNothingToStop() throws Exception {
        Outcome status = run("status");
        assertEquals(3, status.exitCode());
        assertEquals(
                "no standalone cluster runs for " + root + ": secret file " + root.resolve("secret")
                        + " does not exist\n",
                status.out());
        assertEquals("no master runs on this host\n", run("stop").good());
        assertFalse(Files.exists(root), "a look leaves nothing behind");
    }

    @Test
    void statusShowsNodesAndFiles() throws Exception {
        start("localhost", "localhost").good();
        String text = run("status").good();
        assertTrue(text.startsWith("cluster c-1 is active, epoch 1, up "), text);
        assertTrue(text.contains("\nNODE         HOST  RACK  STATE   WORKERS  MEMORY BOOKED"), text);
        assertTrue(text.contains("\nlocalhost-2  h           active  0        0 MB of 1 GB   0 of 2"), text);
        assertTrue(text.contains("\nno applications\n"), text);
        assertTrue(
                text.contains("\nlog of agent localhost-1: " + root.resolve("logs/agent-localhost-1.log") + "\n"),
                text);
        assertTrue(text.contains("\nweb http://127.0.0.1:8421/?token="), text);
        JsonNode json = json(run("status", "--json").good());
        assertEquals("active", json.get("state").asText());
        assertEquals(2, json.get("nodes").size());
        assertEquals(
                root.resolve("logs/master.log").toString(),
                json.get("logs").get("master").asText());
        assertTrue(json.get("web").asText().contains("token="));
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    @Test
    void forProgramsThereIsJsonAlone() throws Exception {
        String out = run("start", "--json", "--workers", workers("localhost").toString())
                .good();
        assertEquals("active", json(out).get("state").asText());
        assertEquals("stopped", json(run("stop", "--json").good()).get("state").asText());
    }

    @Test
    void anAgentThatDoesNotStartDoesNotKeepTheOthersFromIt() throws Exception {
        cluster.broken.put("localhost-2", "cannot write /data");
        Outcome outcome = start("localhost", "localhost", "localhost");
        assertEquals(1, outcome.exitCode());
        assertEquals(
                "mr3: agent localhost-2 did not start: cannot write /data; see "
                        + root.resolve("logs/agent-localhost-2.out") + "\n",
                outcome.err());
        assertEquals(List.of("localhost-1", "localhost-3", "master"), cluster.running());
        assertTrue(outcome.out().contains("2 nodes are registered\n"), outcome.out());
    }

    @Test
    void aMasterThatDoesNotStartTellsWhy() throws Exception {
        cluster.broken.put("master", "cannot listen on 127.0.0.1:8420: Address already in use");
        Files.createDirectories(root.resolve("logs"));
        Files.writeString(root.resolve("logs/master.log"), "one\ntwo\n");
        Outcome outcome = start("localhost");
        assertEquals(1, outcome.exitCode());
        assertEquals(
                "mr3: the master did not start: cannot listen on 127.0.0.1:8420: Address already in use; last lines of "
                        + root.resolve("logs/master.log") + ":\nmr3:   one\nmr3:   two\n",
                outcome.err());
        assertEquals(List.of(), cluster.running());
    }

    @Test
    void anotherSecretIsNamed() throws Exception {
        start("localhost").good();
        Path file = root.resolve("secret");
        Files.delete(file);
        Secret.generate().write(file);
        Outcome outcome = run("status");
        assertEquals(1, outcome.exitCode());
        assertTrue(
                outcome.err().startsWith("mr3: no master of a standalone cluster answers at 127.0.0.1:"),
                outcome.err());
        assertEquals(1, outcome.err().lines().count(), outcome.err());
    }

    @Test
    void aDirectoryThatIsTakenAndTellsNothingIsWaitedForAndNamed() throws Exception {
        set("mr3.standalone.start.timeout.ms", "1000");
        Files.createDirectories(root.resolve("master"));
        try (LifeLock lock = ProcessFile.claim(root.resolve("master")).orElseThrow()) {
            Outcome outcome = start("localhost");
            assertEquals(1, outcome.exitCode());
            assertTrue(
                    outcome.err()
                            .startsWith(
                                    "mr3: expected the master to serve within 1 s (mr3.standalone.start.timeout.ms),"
                                            + " while another process starts or ends in " + root.resolve("master")),
                    outcome.err());
            assertNotEquals(null, lock);
        }
        assertEquals(Map.of(), cluster.started);
    }

    @Test
    void aRestartHasTheSameAgents() throws Exception {
        start("localhost memory=2g", "localhost name=x").good();
        cluster.started.clear();
        String said = run("restart").good();
        assertEquals(Set.of("master", "localhost-1", "x"), cluster.started.keySet());
        assertEquals("2048", cluster.started.get("localhost-1").get("mr3.standalone.agent.memory.mb"));
        assertTrue(said.contains("the master has ended\nthe master runs at "), said);
    }

    @Test
    void theMasterAloneIsRestarted() throws Exception {
        start("localhost", "localhost").good();
        cluster.started.clear();
        String said = run("restart", "--master").good();
        assertEquals(List.of("stop master"), cluster.asked);
        assertEquals(Set.of("master"), cluster.started.keySet());
        assertTrue(said.contains("2 nodes are registered\n"), said);
        assertTrue(run("status").good().contains("epoch 2"));
    }

    @Test
    void aStartAfterACrashStartsWhatIsMissing() throws Exception {
        start("localhost", "localhost").good();
        cluster.kill("localhost-2");
        cluster.started.clear();
        start("localhost", "localhost").good();
        assertEquals(Set.of("localhost-2"), cluster.started.keySet());
    }

    @Test
    void nodesAreAddedAndRemembered() throws Exception {
        start("localhost").good();
        cluster.started.clear();
        String said = run("add-node", "localhost", "localhost name=z memory=3g").good();
        assertEquals(Set.of("localhost-2", "z"), cluster.started.keySet());
        assertTrue(said.contains("2 nodes are registered\n"), said);
        run("stop").good();
        cluster.started.clear();
        run("restart").good();
        assertEquals(Set.of("master", "localhost-1", "localhost-2", "z"), cluster.started.keySet());
    }

    @Test
    void withoutAMasterNoNodeIsAdded() {
        Outcome outcome = run("add-node", "localhost");
        assertEquals(
                new Outcome(
                        1,
                        "",
                        "mr3: no master of a standalone cluster runs on this host for " + root
                                + "; start it with: mr3-cluster start\n"),
                outcome);
    }

    @Test
    void decommissionAndRecommissionSayWhatTheMasterSays() throws Exception {
        start("localhost").good();
        assertEquals(
                "node localhost-1 drains\n", run("decommission", "localhost-1").good());
        assertEquals(
                "node localhost-1 drains\n",
                run("decommission", "localhost-1", "--deadline", "90").good());
        run("decommission", "localhost-1", "--deadline", "0").good();
        assertEquals(
                "node localhost-1 takes workers\n",
                run("recommission", "localhost-1").good());
        assertEquals(
                List.of(
                        "decommission localhost-1 -1",
                        "decommission localhost-1 90000",
                        "decommission localhost-1 0",
                        "recommission localhost-1"),
                cluster.asked);
        Outcome unknown = run("decommission", "nobody");
        assertEquals(1, unknown.exitCode());
        assertTrue(
                unknown.err()
                        .matches("mr3: the master at 127.0.0.1:[0-9]+: expected a node of the cluster, got 'nobody'\n"),
                unknown.err());
    }

    @Test
    void reloadTellsQueuesAndNodesAlone() throws Exception {
        assertTrue(run("reload").err().startsWith("mr3: no master of a standalone cluster runs on this host for "));
        start("localhost").good();
        set("mr3.standalone.queue.etl.capacity", "40");
        set("mr3.standalone.queue.weight", "2");
        set("mr3.standalone.scheduler.order", "fifo");
        set("mr3.standalone.nodes.allowed", "localhost,node7");
        set("mr3.standalone.queue", "etl");
        assertEquals("queues: default\n", run("reload").good());
        assertEquals(
                List.of("reload {mr3.standalone.nodes.allowed=localhost,node7, mr3.standalone.queue.etl.capacity=40,"
                        + " mr3.standalone.queue.weight=2, mr3.standalone.scheduler.order=fifo}"),
                cluster.asked);
        set("mr3.standalone.queue.etl.capacity", "much");
        Outcome wrong = run("reload");
        assertEquals(1, wrong.exitCode());
        assertTrue(wrong.err().startsWith("mr3: mr3.standalone.queue.etl.capacity: expected "), wrong.err());
        assertEquals(1, wrong.err().lines().count(), wrong.err());
        assertEquals(1, cluster.asked.size());
    }

    @Test
    void killSaysWhatTheMasterSays() throws Exception {
        start("localhost").good();
        assertEquals(
                "application app-1 is ended, with 2 workers\n",
                run("kill", "app-1").good());
        Outcome unknown = run("kill", "app-1_worker-9");
        assertEquals(1, unknown.exitCode());
        assertTrue(
                unknown.err()
                        .matches("mr3: the master at 127.0.0.1:[0-9]+: expected an application or a worker, got"
                                + " 'app-1_worker-9'\n"),
                unknown.err());
        String me = System.getProperty("user.name");
        assertEquals(List.of("kill app-1 by " + me, "kill app-1_worker-9 by " + me), cluster.asked);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | expected a command, got none; see: mr3-cluster --help",
                "strat | unknown command 'strat'; did you mean start?",
                "agnet | unknown command 'agnet'; did you mean start?",
                "status now | unexpected word 'now'; see: mr3-cluster status --help",
                "start --workers /no/file | expected a file with a host a line, found no /no/file",
                "decommission | Missing required parameter: 'NODE'",
                "kill | Missing required parameter: 'NAME'",
                "decommission n --deadline -1 | --deadline: expected seconds, at least 0, got -1",
                "decommission n --deadline soon | Invalid value for option '--deadline': 'soon' is not a long",
                "restart --master --agents | Error: --master, --agents are mutually exclusive (specify only one)",
                "agent start x | expected -, for an order on standard input, got 'x'",
            })
    void badInputIsOneLine(String words, String line) {
        Outcome outcome = run(words.isEmpty() ? new String[0] : words.split(" "));
        assertEquals("mr3: " + line + "\n", outcome.err());
        assertEquals(1, outcome.exitCode());
    }

    @Test
    void helpNamesTheCommandsButTheOneForOtherHosts() {
        String help = run("--help").good();
        for (String command : List.of(
                "start",
                "stop",
                "restart",
                "status",
                "add-node",
                "decommission",
                "recommission",
                "resize",
                "thread-dump",
                "logs",
                "kill",
                "reload")) {
            assertTrue(help.contains("\n  " + command + " "), help);
        }
        assertFalse(help.contains("\n  agent "), help);
    }

    @Test
    void aNodeIsResizedByWhatIsNamed() throws Exception {
        start("localhost").good();
        assertEquals(
                "told localhost-1\n",
                run("resize", "localhost-1", "--memory", "4g").good());
        assertEquals("told h\n", run("resize", "h", "--cores=3", "--memory=100").good());
        assertEquals(List.of("resize localhost-1 4096 0", "resize h 100 3"), cluster.asked);
        assertEquals(
                new Outcome(1, "", "mr3: resize: expected --memory, --cores or both, got none\n"), run("resize", "h"));
        assertEquals(
                new Outcome(1, "", "mr3: --memory: expected memory in MB, or like 4g, got 'lots'\n"),
                run("resize", "h", "--memory", "lots"));
        assertEquals(
                new Outcome(1, "", "mr3: --memory: expected memory in MB, or like 4g, got '9999999g'\n"),
                run("resize", "h", "--memory", "9999999g"));
        assertEquals(
                new Outcome(1, "", "mr3: --cores: expected at least 1, got 0\n"), run("resize", "h", "--cores", "0"));
    }

    // ---- other hosts

    @Test
    void otherHostsAreToldByStandardInput() throws Exception {
        set("mr3.standalone.master", "me:0");
        set("mr3.standalone.stop.timeout.ms", "7000");
        answers.put(
                "far",
                new RemoteShell.Answer(
                        0, "[{\"name\":\"far-1\",\"good\":true,\"message\":\"agent far-1 runs, pid 9\"}]", ""));
        // the master never hears of far-1
        set("mr3.standalone.start.timeout.ms", "2000");
        Outcome outcome = start("me", "far cores=2");
        assertTrue(outcome.out().contains("agent far-1 runs, pid 9\n"), outcome.out());
        assertEquals("mr3: the master lacks nodes: far-1\n", outcome.err());
        assertEquals(1, remote.size());
        String words = remote.get(0).substring(0, remote.get(0).indexOf(" < "));
        assertEquals(
                "ssh -o BatchMode=yes -o ConnectTimeout=10 far -- " + home + "/bin/mr3-cluster agent start -", words);
        RemoteOrder order = RemoteOrder.read(remote.get(0).substring(words.length() + 3));
        Secret secret = Secret.read(root.resolve("secret"));
        assertEquals(secret.encoded(), order.secret());
        assertEquals(List.of(new AgentSpec("far", "far-1", Map.of("cores", "2"))), order.agents());
        assertEquals("7000", order.settings().get("mr3.standalone.stop.timeout.ms"));
        assertFalse(order.settings().containsKey("mr3.data.dir"), "directories are those of the host");
        assertFalse((outcome.out() + outcome.err() + words).contains(secret.encoded()));

        remote.clear();
        run("stop").good();
        assertTrue(remote.get(0).contains("far -- " + home + "/bin/mr3-cluster agent stop - < "), remote.toString());
        assertFalse(remote.get(0).contains(secret.encoded()), "nothing is told that is not needed");
    }

    @Test
    void aHostThatCannotBeReachedIsNamedAndTheRestGoesOn() throws Exception {
        set("mr3.standalone.master", "me:0");
        answers.put(
                "nowhere",
                new RemoteShell.Answer(
                        255, "", "ssh: Could not resolve hostname nowhere: Name or service not known\r\n"));
        answers.put("bare", new RemoteShell.Answer(127, "", "bash: no such file"));
        answers.put("odd", new RemoteShell.Answer(1, "", "mr3: unknown key mr3.x\n"));
        Outcome outcome = start("me", "nowhere", "bare", "odd");
        assertEquals(1, outcome.exitCode());
        assertEquals(
                Set.of(
                        "mr3: nowhere: ssh: Could not resolve hostname nowhere: Name or service not known",
                        "mr3: bare: expected " + home
                                + "/bin/mr3-cluster there, found none; set mr3.standalone.remote.home",
                        "mr3: odd: unknown key mr3.x"),
                Set.copyOf(outcome.err().lines().toList()));
        assertEquals(List.of("master", "me-1"), cluster.running());
        assertTrue(outcome.out().contains("1 node is registered\n"), outcome.out());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "127.0.0.1:8420 | me,far | mr3.standalone.master: expected an address that far can reach, got '127.0.0.1:8420'",
                "me:8420 | localhost,far | agent localhost-1: expected the name of this host that far knows, got 'localhost':"
                        + " workers reach each other",
                "far:8420 | me | mr3.standalone.master: expected an address of this host, got 'far:8420' (system property):"
                        + " the cluster is started on its master's host",
            })
    void settingsThatDoNotFitTheHostsAreRefusedBeforeAnythingStarts(String master, String hosts, String line)
            throws Exception {
        set("mr3.standalone.master", master);
        assertEquals(new Outcome(1, "", "mr3: " + line + "\n"), start(hosts.split(",")));
        assertFalse(Files.exists(root));
    }

    @Test
    void whereMr3IsOnOtherHostsIsAPathWithoutSurprises() throws Exception {
        set("mr3.standalone.master", "me:0");
        Path odd = Files.createDirectories(dir.resolve("my mr3; reboot/conf")).getParent();
        set("mr3.home", odd.toString());
        Outcome outcome = start("me", "far");
        assertEquals(
                "mr3: mr3.standalone.remote.home: expected where mr3 is on other hosts, an absolute path of letters, digits,"
                        + " dots, dashes and underscores, got '" + odd + "'\n",
                outcome.err());
        assertEquals(List.of(), remote);
    }

    @Test
    void anOrderFromAnotherHostIsCarriedOutHere() throws Exception {
        Secret secret = Secret.generate();
        List<AgentSpec> agents = List.of(new AgentSpec("me", "me-1", Map.of("memory", "2048")));
        RemoteOrder order =
                new RemoteOrder(secret.encoded(), Map.of("mr3.standalone.master", "boss:8420"), agents, 0, true);
        Outcome outcome = told("start", order.toJson());
        assertEquals(0, outcome.exitCode(), outcome.err());
        JsonNode said = json(outcome.out());
        assertEquals("me-1", said.get(0).get("name").asText());
        assertTrue(said.get(0).get("good").asBoolean());
        assertEquals(secret.encoded(), Secret.read(root.resolve("secret")).encoded());
        Map<String, String> settings = cluster.started.get("me-1");
        assertEquals("boss:8420", settings.get("mr3.standalone.master"));
        assertEquals("me", settings.get("mr3.standalone.agent.bind-host"));
        assertEquals("2048", settings.get("mr3.standalone.agent.memory.mb"));

        Outcome again = told("start", order.toJson());
        assertTrue(json(again.out()).get(0).get("message").asText().contains("runs already"));
        Outcome other = told("start", new RemoteOrder(Secret.generate().encoded(), Map.of(), agents, 0, true).toJson());
        assertEquals(1, other.exitCode());
        assertTrue(
                other.err().startsWith("mr3: secret file " + root.resolve("secret") + ": expected the secret of"),
                other.err());
        cluster.kill("me-1");
        Outcome stopped = told("stop", new RemoteOrder("", Map.of(), agents, 0, true).toJson());
        assertEquals("[{\"name\":\"me-1\",\"good\":true,\"message\":\"agent me-1 has ended\"}]\n", stopped.out());
        Outcome bad = told("start", "{\"secret\": \"" + secret.encoded() + "\", \"x\": ");
        assertEquals("mr3: standard input: expected an order of mr3-cluster as JSON\n", bad.err());
    }

    private Outcome told(String verb, String input) {
        InputStream own = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            return run("agent", verb, "-");
        } finally {
            System.setIn(own);
        }
    }
}
