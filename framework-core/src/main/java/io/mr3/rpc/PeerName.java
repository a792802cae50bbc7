package io.mr3.rpc;

import java.util.regex.Pattern;

/** Names of servers, clients and services: short and printable, so that they can stand in any log line. */
final class PeerName {
    private static final Pattern LEGAL = Pattern.compile("[\\x21-\\x7e]{1,256}");

    private PeerName() {}

    static boolean isLegal(String name) {
        return LEGAL.matcher(name).matches();
    }

    static String check(String what, String name) {
        if (!isLegal(name)) {
            throw new IllegalArgumentException(
                    what + ": expected 1 to 256 printable characters without spaces, got '" + name + "'");
        }
        return name;
    }
}
