package io.mr3.rm.standalone.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mr3.command.CommonOptions;
import io.mr3.rm.standalone.ClusterKeys;
import io.mr3.rm.standalone.ProcessFile;
import io.mr3.rm.standalone.view.ClusterView;
import io.mr3.rm.standalone.view.MasterView;
import io.mr3.rm.standalone.web.InOrder;
import io.mr3.rm.standalone.web.TokenGate;
import io.mr3.rpc.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Says what the cluster is and does, as its master tells. */
final class ClusterReport {
    private final ClusterHome home;
    private final CommonOptions common;

    ClusterReport(ClusterHome home, CommonOptions common) {
        this.home = home;
        this.common = common;
    }

    /** Everything. */
    void print() throws IOException {
        ClusterView view = view();
        Map<String, Path> logs = logs();
        common.print(
                json(view, logs),
                new ClusterText(InOrder.of(view), System.currentTimeMillis()).all() + files(logs) + web(view));
    }

    /** For people the address of the page alone: the rest was said on the way. */
    void afterStart() throws IOException {
        ClusterView view = view();
        common.print(json(view, logs()), web(view));
    }

    private ClusterView view() throws IOException {
        try (OperatorClient master = home.operator()) {
            return master.cluster();
        }
    }

    private ObjectNode json(ClusterView view, Map<String, Path> logs) throws IOException {
        ObjectNode json = new ObjectMapper().valueToTree(view);
        json.put("state", view.master().state());
        json.put("web", address(view));
        ObjectNode files = json.putObject("logs");
        logs.forEach((name, file) -> files.put(name, file.toString()));
        return json;
    }

    private String web(ClusterView view) throws IOException {
        String address = address(view);
        return address.isEmpty() ? "" : "web " + address + "\n";
    }

    /** With the token: it opens the page, and must not come into any log. */
    private String address(ClusterView view) throws IOException {
        MasterView master = view.master();
        if (master.webAddress().isEmpty()) {
            return "";
        }
        Secret secret = home.secret();
        String configured = home.conf().get(ClusterKeys.MASTER);
        String host = configured.substring(0, configured.lastIndexOf(':'));
        // a page that listens everywhere is reached where the master is
        String where = master.webAddress().replaceFirst("^(0\\.0\\.0\\.0|0:0:0:0:0:0:0:0|::)(?=:[0-9]+$)", host);
        return "http://" + where + "/?token=" + TokenGate.token(secret);
    }

    /** Of the processes of this host. */
    private Map<String, Path> logs() throws IOException {
        Map<String, Path> logs = new LinkedHashMap<>();
        home.master().ifPresent(file -> logs.put("master", file.logFile()));
        for (String name : home.agentsHere()) {
            ProcessFile.ofLiving(home.files().agent(name)).ifPresent(file -> logs.put("agent " + name, file.logFile()));
        }
        return logs;
    }

    private static String files(Map<String, Path> logs) {
        StringBuilder text = new StringBuilder();
        logs.forEach((name, file) ->
                text.append("log of ").append(name).append(": ").append(file).append('\n'));
        return text.toString();
    }
}
