package io.mr3.tez.worker;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mr3.common.DagId;
import io.mr3.rpc.proto.OutputEvent;
import io.mr3.rpc.proto.OutputKind;
import io.mr3.rpc.proto.ReadError;
import io.mr3.rpc.proto.RoutedEvent;
import io.mr3.rpc.proto.RoutedOutput;
import io.mr3.rpc.proto.TaskEvent;
import io.mr3.shuffle.StoredOutput;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.tez.runtime.library.shuffle.impl.ShuffleUserPayloads.DataMovementEventPayloadProto;

/**
 * The outputs that an attempt may read straight from its worker's disks. Tez looks at their checksums only while it reads
 * them for good, where what does not match fails the attempt and blames nobody: it would fail each time. So when an attempt
 * has failed, it is looked whether they are still what was written. Thread-safe.
 */
final class LocalInputs {
    /** All that one report may well hold; the next attempt finds the others. */
    private static final int MOST_COMPLAINTS = 1000;

    private final DagId dag;
    private final List<Path> localDirs;
    private final OwnOutputs own;
    private final List<RoutedOutput> heard = new ArrayList<>();

    LocalInputs(DagId dag, List<Path> localDirs, OwnOutputs own) {
        this.dag = dag;
        this.localDirs = localDirs;
        this.own = own;
    }

    /** What the attempt is told. */
    synchronized void add(List<RoutedEvent> events) {
        for (RoutedEvent event : events) {
            if (event.hasOutput() && event.getOutput().getOutput().getKind() != OutputKind.FAILED_OUTPUT) {
                heard.add(event.getOutput());
            }
        }
    }

    /**
     * Complaints about those that are damaged; blocks on the disks.
     *
     * @param limit time after which no further one is looked at
     */
    List<TaskEvent> complaints(Duration limit) {
        List<RoutedOutput> inputs;
        synchronized (this) {
            inputs = List.copyOf(heard);
        }
        long began = System.nanoTime();
        List<TaskEvent> complaints = new ArrayList<>();
        for (RoutedOutput input : inputs) {
            if (complaints.size() == MOST_COMPLAINTS || System.nanoTime() - began > limit.toNanos()) {
                break;
            }
            damage(input).ifPresent(damage -> complaints.add(complaint(input, damage)));
        }
        return complaints;
    }

    private Optional<String> damage(RoutedOutput input) {
        DataMovementEventPayloadProto place;
        try {
            place = DataMovementEventPayloadProto.parseFrom(input.getOutput().getPayload());
        } catch (InvalidProtocolBufferException e) {
            // not of Tez's shuffle
            return Optional.empty();
        }
        if (!own.include(place) || place.hasData() || !isFileName(place.getPathComponent())) {
            return Optional.empty();
        }
        return new StoredOutput(dag, place.getPathComponent(), localDirs).damage(input.getSourceIndex(), count(input));
    }

    private static boolean isFileName(String name) {
        return !name.isEmpty() && !name.contains("/") && !name.equals("..");
    }

    private static int count(RoutedOutput input) {
        return input.getOutput().getKind() == OutputKind.COMPOSITE ? input.getCount() : 1;
    }

    private TaskEvent complaint(RoutedOutput input, String damage) {
        OutputEvent output = input.getOutput();
        return TaskEvent.newBuilder()
                .setReadError(ReadError.newBuilder()
                        .setEdge(output.getEdge())
                        .setInputIndex(input.getTargetIndex())
                        .setVersion(output.getVersion())
                        .setFailures(1)
                        .setLocalFetch(true)
                        .setDiagnostics(damage)
                        .setDestinationHost(own.host()))
                .build();
    }
}
