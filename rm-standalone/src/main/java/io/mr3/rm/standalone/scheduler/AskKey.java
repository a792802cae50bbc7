package io.mr3.rm.standalone.scheduler;

import io.mr3.common.Resources;
import java.util.List;

/** Asks of one application with the same key are alike: where one of them has to wait, so have all that came after it. */
record AskKey(String group, Resources amount, List<String> locations, int priority) {
    static AskKey of(Ask ask) {
        return new AskKey(ask.group(), ask.amount(), ask.locations(), ask.priority());
    }
}
