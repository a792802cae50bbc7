package io.mr3.rm.standalone.web;

import io.mr3.config.ConfigKey;
import io.mr3.config.ConfigKeys;
import java.util.List;

/** Keys of the standalone cluster's web page. */
public final class WebKeys implements ConfigKeys {
    public static final ConfigKey<String> BIND_HOST = ConfigKey.text("mr3.standalone.web.bind-host", "127.0.0.1")
            .check("an address", value -> !value.isBlank())
            .says("Address on which the master of a standalone cluster serves its web page, JSON, metrics and logs.");

    public static final ConfigKey<Integer> PORT = ConfigKey.integer("mr3.standalone.web.port", 8421)
            .between(-1, 65535)
            .says("Port for these; 0 lets the system choose, -1 turns them off.");

    @Override
    public String title() {
        return "Web page of the standalone cluster";
    }

    @Override
    public List<ConfigKey<?>> keys() {
        return List.of(BIND_HOST, PORT);
    }
}
