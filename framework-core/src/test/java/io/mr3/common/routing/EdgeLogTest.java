package io.mr3.common.routing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mr3.rpc.proto.OutputEvent;
import io.mr3.rpc.proto.OutputKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EdgeLogTest {
    private final EdgeLog log = new EdgeLog();

    private static OutputEvent output(int task, int version) {
        return OutputEvent.newBuilder().setSourceTask(task).setVersion(version).build();
    }

    private static OutputEvent failure(int task, int version) {
        return output(task, version).toBuilder()
                .setKind(OutputKind.FAILED_OUTPUT)
                .build();
    }

    private static List<OutputEvent> standing(EdgeLog of) {
        List<OutputEvent> standing = new ArrayList<>();
        of.standing(standing::add);
        return standing;
    }

    @Test
    void whatIsSaidOfAFailedOutputIsDropped() {
        assertTrue(log.append(output(0, 0)));
        assertTrue(log.append(failure(0, 0)));
        assertFalse(log.append(failure(0, 0)));
        assertFalse(log.append(output(0, 0)));
        assertTrue(log.append(output(0, 1)));
        assertEquals(List.of(output(0, 1)), standing(log));
    }

    @Test
    void aCopyHearsOfFailuresOfWhatItHasAndOfNothingThatCameAndWent() {
        log.append(output(0, 0));
        int cursor = log.size();
        log.append(output(1, 0));
        log.append(failure(0, 0));
        log.append(failure(1, 0));
        log.append(output(1, 1));
        assertEquals(List.of(failure(0, 0), output(1, 1)), log.from(cursor));
        assertEquals(List.of(output(1, 1)), log.from(0));
        assertEquals(List.of(), log.from(log.size()));
    }

    @Test
    void copiesThatCatchUpNowAndThenEndUpTheSame() {
        Random random = new Random(1);
        for (int round = 0; round < 2000; round++) {
            EdgeLog master = new EdgeLog();
            EdgeLog copy = new EdgeLog();
            Set<OutputEvent> heard = new HashSet<>();
            int cursor = 0;
            for (int i = 0; i < 30; i++) {
                int task = random.nextInt(3);
                int version = random.nextInt(3);
                master.append(random.nextInt(3) == 0 ? failure(task, version) : output(task, version));
                if (random.nextInt(4) == 0 || i == 29) {
                    for (OutputEvent event : master.from(cursor)) {
                        assertTrue(copy.append(event), "the copy can use all that it is sent");
                        if (event.getKind() == OutputKind.FAILED_OUTPUT) {
                            OutputEvent output = output(event.getSourceTask(), event.getVersion());
                            assertTrue(heard.contains(output), "no failure of what was never heard");
                        }
                        heard.add(event);
                    }
                    cursor = master.size();
                    assertEquals(standing(master), standing(copy));
                }
            }
        }
    }
}
