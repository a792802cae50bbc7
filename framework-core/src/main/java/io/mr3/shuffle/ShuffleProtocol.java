package io.mr3.shuffle;

import io.netty.handler.codec.http.HttpHeaders;

/** The HTTP headers by which both sides of a shuffle know each other; names and values are those of Tez and MapReduce. */
final class ShuffleProtocol {
    static final String VERSION = "1.0.0";
    static final String URL_HASH = "UrlHash";
    static final String REPLY_HASH = "ReplyHash";

    private static final String NAME_HEADER = "name";
    private static final String NAME = "mapreduce";
    private static final String VERSION_HEADER = "version";

    private ShuffleProtocol() {}

    static boolean isSpokenBy(HttpHeaders headers) {
        return NAME.equals(headers.get(NAME_HEADER)) && VERSION.equals(headers.get(VERSION_HEADER));
    }

    static void mark(HttpHeaders headers) {
        headers.set(NAME_HEADER, NAME);
        headers.set(VERSION_HEADER, VERSION);
    }
}
