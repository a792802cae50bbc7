package io.mr3.rm.standalone;

/** What no two workers of one application may share. */
public enum Spread {
    /** They may share everything. */
    NONE,
    HOST,
    /** A node without a known rack counts as on a rack of its host's own. */
    RACK;

    /** What a node there has in common with others, by which no two may be alike. Not for {@link #NONE}. */
    public String domain(String host, String rack) {
        // two kinds of names, which may be alike
        return this == RACK && !rack.isEmpty() ? "rack " + rack : "host " + host;
    }
}
