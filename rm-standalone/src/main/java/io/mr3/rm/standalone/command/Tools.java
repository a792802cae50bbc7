package io.mr3.rm.standalone.command;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.function.Predicate;

/**
 * How commands reach what lies outside of this process.
 *
 * @param starter of processes on this host
 * @param shell on other hosts
 * @param isHere whether a name is one of this host
 */
record Tools(ProcessStarter starter, RemoteShell shell, Predicate<String> isHere) {
    static Tools real() {
        return new Tools(ProcessStarter.BACKGROUND, RemoteShell.SSH, Tools::isThisHost);
    }

    private static boolean isThisHost(String host) {
        if (AgentSpec.isLoopback(host)) {
            return true;
        }
        try {
            return NetworkInterface.getByInetAddress(InetAddress.getByName(host)) != null;
        } catch (UnknownHostException | SocketException e) {
            return false; // ssh may know it, or else says that it does not
        }
    }
}
