package io.mr3.rm.standalone.web;

import java.util.regex.Pattern;

/** Addresses of web services as node agents tell them. */
final class WebAddress {
    private static final Pattern HOST_PORT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,252}:[0-9]{1,5}");

    private WebAddress() {}

    /** Whether this is {@code host:port}, and so can stand in the address of a page. */
    static boolean isOne(String text) {
        return HOST_PORT.matcher(text).matches();
    }
}
