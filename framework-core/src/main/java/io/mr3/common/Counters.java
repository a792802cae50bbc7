package io.mr3.common;

import java.util.Map;
import java.util.TreeMap;

/**
 * Named sums in named groups, without the process-wide limits of Tez's own counters. Not thread-safe: one owner fills it,
 * {@link #copy} hands it on.
 */
public final class Counters {
    private final Map<String, Map<String, Long>> groups = new TreeMap<>();

    /** Adds {@code delta} to the counter, which starts at 0. */
    public void add(String group, String name, long delta) {
        groups.computeIfAbsent(group, g -> new TreeMap<>()).merge(name, delta, Long::sum);
    }

    /** Adds each counter of {@code other} to the one of the same name here. */
    public void addAll(Counters other) {
        other.groups.forEach((group, counters) -> counters.forEach((name, value) -> add(group, name, value)));
    }

    /** The counter's value, 0 if it was never added to. */
    public long get(String group, String name) {
        return groups.getOrDefault(group, Map.of()).getOrDefault(name, 0L);
    }

    /** Group name → counter name → value; a live view, not to be changed. */
    public Map<String, Map<String, Long>> groups() {
        return groups;
    }

    public Counters copy() {
        Counters copy = new Counters();
        copy.addAll(this);
        return copy;
    }

    @Override
    public String toString() {
        return groups.toString();
    }
}
