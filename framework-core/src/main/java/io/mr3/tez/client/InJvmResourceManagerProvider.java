package io.mr3.tez.client;

import java.lang.reflect.Proxy;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.client.RMFailoverProxyProvider;
import org.apache.hadoop.yarn.client.RMProxy;

/**
 * Puts our in-JVM resource manager where a Tez client expects YARN's: named by
 * {@code yarn.client.failover-no-ha-proxy-provider}, YARN's client makes one of these and sends all its calls here. That one
 * key, in the configuration of the Tez client alone, is the whole seam.
 *
 * @param <T> YARN's protocol, of which the client uses {@code ApplicationClientProtocol}
 */
public final class InJvmResourceManagerProvider<T> implements RMFailoverProxyProvider<T> {
    /** The YARN key whose value is this class. */
    public static final String KEY = "yarn.client.failover-no-ha-proxy-provider";

    private Class<T> protocol;
    private T proxy;

    @Override
    public void init(Configuration conf, RMProxy<T> rmProxy, Class<T> clientProtocol) {
        protocol = clientProtocol;
        proxy = clientProtocol.cast(Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {clientProtocol},
                new ResourceManagerCalls(Applications.ofThisJvm(), conf)));
    }

    @Override
    public ProxyInfo<T> getProxy() {
        return new ProxyInfo<>(proxy, "mr3");
    }

    @Override
    public void performFailover(T currentProxy) {}

    @Override
    public Class<T> getInterface() {
        return protocol;
    }

    @Override
    public void close() {}
}
