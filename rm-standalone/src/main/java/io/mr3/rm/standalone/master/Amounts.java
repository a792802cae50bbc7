package io.mr3.rm.standalone.master;

import io.mr3.common.Resources;
import io.mr3.rm.standalone.proto.Amount;

/** Resources as messages have them. */
final class Amounts {
    private Amounts() {}

    static Amount of(Resources resources) {
        return Amount.newBuilder()
                .setMemoryMb(resources.memoryMb())
                .setCores(resources.cores())
                .build();
    }

    /** Negative amounts count as none. */
    static Resources of(Amount amount) {
        return new Resources(Math.max(0, amount.getMemoryMb()), Math.max(0, amount.getCores()));
    }
}
