package io.mr3.am;

import io.mr3.config.AmKeys;
import io.mr3.config.Mr3Conf;
import io.mr3.config.ResourceManagerKind;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.Comparator;

/**
 * Under which addresses others reach a DAGAppMaster.
 *
 * @param forClients of sessions and commands
 * @param forWorkers of its workers
 */
record OwnAddress(InetSocketAddress forClients, InetSocketAddress forWorkers) {
    /**
     * Of one that listens on {@code bound}. Workers of this host alone need no address that others could reach.
     *
     * @throws IOException if this host has no address
     */
    static OwnAddress of(Mr3Conf conf, InetSocketAddress bound) throws IOException {
        String given = conf.get(AmKeys.HOST);
        boolean listensEverywhere = bound.getAddress().isAnyLocalAddress();
        InetSocketAddress reached;
        if (!given.isEmpty()) {
            reached = InetSocketAddress.createUnresolved(given, bound.getPort());
        } else if (listensEverywhere) {
            reached = new InetSocketAddress(ofThisHost(), bound.getPort());
        } else {
            reached = bound;
        }
        boolean workersAreHere = conf.get(AmKeys.RESOURCE_MANAGER) == ResourceManagerKind.LOCAL;
        InetSocketAddress here =
                listensEverywhere ? new InetSocketAddress(InetAddress.getLoopbackAddress(), bound.getPort()) : bound;
        return new OwnAddress(reached, workersAreHere ? here : reached);
    }

    /** Whether only this host reaches what listens there. */
    static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false; // to listen there fails with a line of its own
        }
    }

    /** {@code host:port}. */
    static String text(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }

    /** The address of this host's name, or else, where that is known as loopback alone, of one of its networks. */
    private static InetAddress ofThisHost() throws IOException {
        InetAddress named = InetAddress.getLocalHost();
        return named.isLoopbackAddress()
                ? NetworkInterface.networkInterfaces()
                        .flatMap(NetworkInterface::inetAddresses)
                        .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                        .min(Comparator.comparing((InetAddress address) -> !(address instanceof Inet4Address))
                                .thenComparing(InetAddress::getHostAddress))
                        .orElse(named)
                : named;
    }
}
