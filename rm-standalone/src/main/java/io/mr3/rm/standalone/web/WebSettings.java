package io.mr3.rm.standalone.web;

import io.mr3.config.Mr3Conf;

/**
 * Where a web service listens.
 *
 * @param bindHost address
 * @param port 0 lets the system choose; -1 for no service
 */
public record WebSettings(String bindHost, int port) {
    /** Those of the master's page. */
    public static WebSettings of(Mr3Conf conf) {
        return new WebSettings(conf.get(WebKeys.BIND_HOST), conf.get(WebKeys.PORT));
    }

    /** Whether there is to be a service at all. */
    public boolean isOn() {
        return port >= 0;
    }
}
