package io.mr3.common;

/** Memory in MiB and virtual cores. Neither is negative. */
public record Resources(int memoryMb, int cores) {
    public Resources {
        if (memoryMb < 0 || cores < 0) {
            throw new IllegalArgumentException(
                    "expected resources of at least 0, got " + memoryMb + " MB, " + cores + " cores");
        }
    }

    /** Whether {@code other} fits into this. */
    public boolean fits(Resources other) {
        return other.memoryMb <= memoryMb && other.cores <= cores;
    }

    public Resources times(int count) {
        return new Resources(memoryMb * count, cores * count);
    }

    @Override
    public String toString() {
        return memoryMb + " MB, " + cores + " cores";
    }
}
