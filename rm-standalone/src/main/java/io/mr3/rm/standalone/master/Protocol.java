package io.mr3.rm.standalone.master;

/** Versions of the messages that this master speaks. */
final class Protocol {
    static final int OLDEST = 1;
    static final int NEWEST = 1;

    private Protocol() {}

    static String refusal(int oldest, int newest, String build) {
        return "expected a peer that speaks protocol " + (OLDEST == NEWEST ? "" : OLDEST + " to ") + NEWEST
                + ", got one that speaks " + oldest + " to " + newest + (build.isEmpty() ? "" : " (" + build + ")");
    }
}
