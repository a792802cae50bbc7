package io.mr3.rm.standalone.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * Hosts of a test on this machine: network namespaces that are joined to the test's own one by a bridge, with links that the test
 * can cut, in one direction too, or slow down. Needs the rights of root. Not thread-safe.
 */
public final class TestHosts implements AutoCloseable {
    private static final String BRIDGE = "mr3test0";
    private static final String NETWORK = "10.77.31.";

    private final Deque<List<String>> undo = new ArrayDeque<>();
    private final List<Host> hosts = new ArrayList<>();

    private TestHosts() {}

    /**
     * One host.
     *
     * @param namespace of its network
     * @param link this machine's end of its cable
     * @param address under which the others reach it
     */
    public record Host(String namespace, String link, String address) {
        /** What comes before a command so that it runs there. */
        public List<String> prefix() {
            return List.of("ip", "netns", "exec", namespace);
        }

        /** An agent on this host. */
        public AgentPlace place() {
            return new AgentPlace(
                    prefix(), Map.of("mr3.standalone.agent.host", address, "mr3.standalone.agent.bind-host", address));
        }
    }

    /** Whether this process may make namespaces and links. */
    public static boolean arePermitted() {
        try {
            return new ProcessBuilder("unshare", "--net", "ip", "link", "add", "mr3probe", "type", "bridge")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Makes them; {@link #address} of this machine is reached from each, and each from all others. */
    public static TestHosts make(int count) {
        TestHosts made = new TestHosts();
        try {
            made.run("ip", "link", "add", BRIDGE, "type", "bridge");
            made.undo("ip", "link", "delete", BRIDGE);
            made.run("ip", "address", "add", made.address() + "/24", "dev", BRIDGE);
            made.run("ip", "link", "set", BRIDGE, "up");
            for (int number = 1; number <= count; number++) {
                made.add(number);
            }
            return made;
        } catch (RuntimeException | Error e) {
            made.close();
            throw e;
        }
    }

    private void add(int number) {
        Host host = new Host("mr3host" + number, "mr3link" + number, NETWORK + (10 + number));
        String inner = "mr3eth" + number;
        run("ip", "netns", "add", host.namespace);
        undo("ip", "netns", "delete", host.namespace);
        run("ip", "link", "add", host.link, "type", "veth", "peer", "name", inner);
        run("ip", "link", "set", inner, "netns", host.namespace);
        run("ip", "link", "set", host.link, "master", BRIDGE, "up");
        inside(host, "ip", "link", "set", "lo", "up");
        inside(host, "ip", "address", "add", host.address + "/24", "dev", inner);
        inside(host, "ip", "link", "set", inner, "up");
        hosts.add(host);
    }

    /** This machine's address on their network. */
    public String address() {
        return NETWORK + "1";
    }

    public List<Host> hosts() {
        return List.copyOf(hosts);
    }

    /** Nothing gets to the host or from it. */
    public void cut(Host host) {
        run("ip", "link", "set", host.link, "down");
    }

    /** After {@link #cut}. */
    public void mend(Host host) {
        run("ip", "link", "set", host.link, "up");
    }

    /** What the host sends to this machine is lost; what this machine sends arrives. */
    public void cutOneWay(Host host) {
        inside(host, "ip", "route", "add", "blackhole", address() + "/32");
    }

    /** After {@link #cutOneWay}. */
    public void mendOneWay(Host host) {
        inside(host, "ip", "route", "delete", "blackhole", address() + "/32");
    }

    /**
     * The host's link carries so much and no more, with a short queue: packets wait, and some are lost.
     *
     * @param rate such as {@code 2mbit}
     */
    public void slowDown(Host host, String rate) {
        run("tc", "qdisc", "add", "dev", host.link, "root", "tbf", "rate", rate, "burst", "16kb", "latency", "200ms");
    }

    /** After {@link #slowDown}. */
    public void speedUp(Host host) {
        run("tc", "qdisc", "delete", "dev", host.link, "root");
    }

    private void undo(String... command) {
        undo.push(List.of(command));
    }

    private void inside(Host host, String... command) {
        List<String> whole = new ArrayList<>(host.prefix());
        whole.addAll(List.of(command));
        run(whole);
    }

    private void run(String... command) {
        run(List.of(command));
    }

    private static void run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + ": " + printed);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Takes namespaces and links away. */
    @Override
    public void close() {
        while (!undo.isEmpty()) {
            run(undo.pop());
        }
    }
}
