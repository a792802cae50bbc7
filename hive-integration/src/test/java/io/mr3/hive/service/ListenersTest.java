package io.mr3.hive.service;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.mr3.hive.shell.BadInput;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.conf.HiveConf;
import org.junit.jupiter.api.Test;

/** No port of a service is opened beyond this host unless its clients must authenticate. */
class ListenersTest {
    private static final String NO_AUTHENTICATION = "; to listen beyond this host, let clients authenticate";

    private static HiveConf server2(String... settings) {
        HiveConf conf = new HiveConf();
        conf.set("hive.server2.thrift.bind.host", "127.0.0.1");
        conf.set("hive.server2.webui.port", "0");
        conf.set("hive.server2.thrift.port", "0");
        conf.set("hive.server2.thrift.http.port", "0");
        for (int i = 0; i < settings.length; i += 2) {
            conf.set(settings[i], settings[i + 1]);
        }
        return conf;
    }

    private static Configuration metastore(String... settings) {
        Configuration conf = new Configuration(false);
        conf.set("hive.metastore.thrift.bind.host", "127.0.0.1");
        conf.set("hive.metastore.port", "0");
        for (int i = 0; i < settings.length; i += 2) {
            conf.set(settings[i], settings[i + 1]);
        }
        return conf;
    }

    private static void check(HiveConf conf, Map<String, String> environment) {
        new HiveServer2Listeners(conf, environment).all().forEach(Listener::check);
    }

    private static void assertRefused(String line, HiveConf conf) {
        assertEquals(
                line + NO_AUTHENTICATION,
                assertThrows(BadInput.class, () -> check(conf, Map.of())).getMessage());
    }

    private static void assertRefused(String line, Configuration conf) {
        assertEquals(
                line + NO_AUTHENTICATION,
                assertThrows(BadInput.class, () -> new MetastoreListeners(conf, Map.of(), List.of())
                                .all()
                                .forEach(Listener::check))
                        .getMessage());
    }

    @Test
    void hiveServer2StaysOnThisHostWithoutAuthentication() {
        assertDoesNotThrow(() -> check(server2(), Map.of()));
        assertRefused(
                "hive.server2.thrift.bind.host: expected an address on this host, such as 127.0.0.1, got '0.0.0.0',"
                        + " while hive.server2.authentication is NONE",
                server2("hive.server2.thrift.bind.host", "0.0.0.0"));
        assertRefused(
                "hive.server2.thrift.bind.host: expected an address on this host, such as 127.0.0.1, got '',"
                        + " while hive.server2.authentication is NOSASL",
                server2("hive.server2.thrift.bind.host", "", "hive.server2.authentication", "NOSASL"));
        assertRefused(
                "hive.server2.transport.mode: expected a value with which nothing listens on all addresses, such as"
                        + " binary, got 'http',"
                        + " while hive.server2.authentication is NONE",
                server2("hive.server2.transport.mode", "http"));
        assertRefused(
                "hive.server2.transport.mode: expected a value with which nothing listens on all addresses, such as"
                        + " binary, got 'all',"
                        + " while hive.server2.authentication is LDAP,none",
                server2("hive.server2.transport.mode", "all", "hive.server2.authentication", "LDAP,none"));
        assertRefused(
                "hive.server2.webui.host: expected an address on this host, such as 127.0.0.1, got '0.0.0.0', while"
                        + " hive.server2.webui.use.spnego and hive.server2.webui.use.pam are false",
                server2("hive.server2.webui.port", "1", "hive.server2.webui.host", "0.0.0.0"));
    }

    @Test
    void hiveServer2ListensBeyondThisHostForClientsThatAuthenticate() {
        assertDoesNotThrow(() -> check(
                server2("hive.server2.thrift.bind.host", "0.0.0.0", "hive.server2.authentication", "LDAP"), Map.of()));
        assertDoesNotThrow(() -> check(
                server2("hive.server2.transport.mode", "http", "hive.server2.authentication", "CUSTOM"), Map.of()));
    }

    @Test
    void theEnvironmentThatHiveReadsIsReadToo() {
        BadInput refused = assertThrows(
                BadInput.class, () -> check(server2(), Map.of("HIVE_SERVER2_THRIFT_BIND_HOST", "0.0.0.0")));
        assertEquals(
                "environment variable HIVE_SERVER2_THRIFT_BIND_HOST: expected an address on this host, such as"
                        + " 127.0.0.1, got '0.0.0.0', while hive.server2.authentication is NONE" + NO_AUTHENTICATION,
                refused.getMessage());
        assertEquals(
                "environment variable HIVE_SERVER2_THRIFT_PORT: expected a port, got 'ten'",
                assertThrows(BadInput.class, () -> check(server2(), Map.of("HIVE_SERVER2_THRIFT_PORT", "ten")))
                        .getMessage());
    }

    @Test
    void theMetastoreStaysOnThisHostWithoutAuthentication() {
        assertDoesNotThrow(() ->
                new MetastoreListeners(metastore(), Map.of(), List.of()).all().forEach(Listener::check));
        assertRefused(
                "hive.metastore.thrift.bind.host: expected an address on this host, such as 127.0.0.1, got '0.0.0.0',"
                        + " while hive.metastore.sasl.enabled is false and hive.metastore.authentication is NOSASL",
                metastore("hive.metastore.thrift.bind.host", "0.0.0.0"));
        assertRefused(
                "hive.metastore.server.thrift.transport.mode: expected a value with which nothing listens on all"
                        + " addresses, such as binary, got 'http', while hive.metastore.authentication is not JWT",
                metastore("hive.metastore.server.thrift.transport.mode", "http"));
        assertDoesNotThrow(() -> new MetastoreListeners(
                        metastore("metastore.thrift.bind.host", "0.0.0.0", "hive.metastore.sasl.enabled", "true"),
                        Map.of(),
                        List.of())
                .all()
                .forEach(Listener::check));
    }

    @Test
    void thePortOfTheMetastoreIsReadAsItsMainReadsIt() {
        Map<String, String> environment = Map.of("METASTORE_PORT", "2");
        Configuration conf = metastore("hive.metastore.port", "4");
        assertEquals(1, port(conf, environment, List.of("-p", "1")));
        assertEquals(2, port(conf, environment, List.of("3")));
        assertEquals(3, port(conf, Map.of(), List.of("3")));
        assertEquals(4, port(conf, Map.of(), List.of()));
    }

    private static int port(Configuration conf, Map<String, String> environment, List<String> words) {
        return new MetastoreListeners(conf, environment, words).all().get(0).port();
    }

    @Test
    void aPortThatIsTakenIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HiveConf conf = server2("hive.server2.thrift.port", Integer.toString(taken.getLocalPort()));
            assertEquals(
                    "hive.server2.thrift.port: port " + taken.getLocalPort()
                            + " of 127.0.0.1 can't be opened: Address already in use",
                    assertThrows(BadInput.class, () -> check(conf, Map.of())).getMessage());
        }
    }
}
