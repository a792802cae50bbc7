package io.mr3.rm.standalone.web;

import io.mr3.rm.standalone.view.ApplicationView;
import io.mr3.rm.standalone.view.ClusterView;
import io.mr3.rm.standalone.view.MasterView;
import io.mr3.rm.standalone.view.NodeView;
import io.mr3.rm.standalone.view.QueueView;
import io.mr3.rm.standalone.view.WorkerView;
import java.util.List;
import java.util.Map;

/** A cluster to look at. */
final class Views {
    static final long STARTED = 1_700_000_000_000L;
    /** A name that would be a script on a page that does not escape it. */
    static final String HOSTILE = "<script>alert('&\"')</script>\u0000";

    private Views() {}

    /** Two nodes that live and one that is lost, of which the second has a hostile rack and reason; one application, two workers. */
    static ClusterView cluster(String agentAddress) {
        return new ClusterView(
                new MasterView("c-1", 3, "127.0.0.1:8420", "127.0.0.1:8421", STARTED, "active"),
                List.of(
                        node("one", "active", agentAddress, "r1", List.of()),
                        node("two", "unhealthy", "javascript:alert(1)", HOSTILE, List.of(HOSTILE)),
                        node("three", "lost", "", "", List.of("no message for 30 s"))),
                List.of(new ApplicationView(
                        "app-1", HOSTILE, "user", "default", "running", 2, 2, 3072, 3, STARTED + 1000, "")),
                List.of(
                        new WorkerView(
                                "app-1", 1, "All", "one", "127.0.0.1", "running", 2048, 2, 4711, 900, "/log", ""),
                        new WorkerView(
                                "app-1",
                                2,
                                "All",
                                "two",
                                "127.0.0.1",
                                "ended",
                                1024,
                                1,
                                0,
                                0,
                                "/log",
                                "exit status 1")),
                List.of(new QueueView("default", "all", 0.5, 1, 1.0, 1, 2, 3072, 3)),
                Map.of("beats", 12L, "launchesFailed", 1L));
    }

    private static NodeView node(String name, String state, String web, String rack, List<String> reasons) {
        return new NodeView(
                name,
                "127.0.0.1",
                rack,
                Map.of("disk", "ssd"),
                state,
                reasons,
                4096,
                4,
                2048,
                2,
                1,
                250,
                web,
                1000,
                12,
                0.5,
                1.25,
                name.equals("one") ? Map.of("disk_errors", 3.0, "drift", -1.5e-7) : Map.of());
    }
}
