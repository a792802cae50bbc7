package io.mr3.tez.plugin;

import com.google.protobuf.ByteString;
import io.mr3.tez.proto.ConfigureTasks;
import io.mr3.tez.proto.InitializerEvent;
import io.mr3.tez.proto.InitializerEvents;
import io.mr3.tez.proto.InputPiece;
import io.mr3.tez.proto.TaskPlace;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.apache.tez.dag.api.TaskLocationHint;
import org.apache.tez.dag.api.VertexLocationHint;
import org.apache.tez.runtime.api.Event;
import org.apache.tez.runtime.api.InputSpecUpdate;
import org.apache.tez.runtime.api.events.InputConfigureVertexTasksEvent;
import org.apache.tez.runtime.api.events.InputDataInformationEvent;
import org.apache.tez.runtime.api.events.InputUpdatePayloadEvent;

/** The events that an input initialiser returns, on the wire. Tez itself never sends some of them anywhere. */
public final class InitializerEventCodec {
    private InitializerEventCodec() {}

    /**
     * To the wire.
     *
     * @throws IllegalArgumentException for an event that no initialiser may return
     */
    public static InitializerEvents encode(List<Event> events) {
        InitializerEvents.Builder all = InitializerEvents.newBuilder();
        for (Event event : events) {
            InitializerEvent.Builder one = all.addEventsBuilder();
            if (event instanceof InputConfigureVertexTasksEvent configure) {
                one.setConfigure(encode(configure));
            } else if (event instanceof InputUpdatePayloadEvent update) {
                one.setNewPayload(ByteString.copyFrom(update.getUserPayload().duplicate()));
            } else if (event instanceof InputDataInformationEvent piece) {
                one.setPiece(encode(piece));
            } else {
                throw new IllegalArgumentException("expected events for the tasks of a root input, got a "
                        + event.getClass().getName());
            }
        }
        return all.build();
    }

    private static ConfigureTasks encode(InputConfigureVertexTasksEvent event) {
        ConfigureTasks.Builder configure = ConfigureTasks.newBuilder().setTasks(event.getNumTasks());
        VertexLocationHint hint = event.getLocationHint();
        if (hint != null && hint.getTaskLocationHints() != null) {
            configure.setHasHints(true);
            hint.getTaskLocationHints().forEach(task -> configure.addHints(encode(task)));
        }
        InputSpecUpdate update = event.getInputSpecUpdate();
        if (update != null) {
            configure.setHasPhysicalInputs(true).setSameForAll(update.isForAllWorkUnits());
            if (update.isForAllWorkUnits()) {
                configure.addPhysicalInputs(update.getNumPhysicalInputsForWorkUnit(0));
            } else {
                configure.addAllPhysicalInputs(update.getAllNumPhysicalInputs());
            }
        }
        return configure.build();
    }

    private static TaskPlace encode(TaskLocationHint hint) {
        TaskPlace.Builder place = TaskPlace.newBuilder();
        if (hint.getAffinitizedTask() != null) {
            return place.setNearVertex(hint.getAffinitizedTask().getVertexName())
                    .setNearTask(hint.getAffinitizedTask().getTaskIndex())
                    .build();
        }
        if (hint.getHosts() != null) {
            place.addAllHosts(hint.getHosts());
        }
        if (hint.getRacks() != null) {
            place.addAllRacks(hint.getRacks());
        }
        return place.build();
    }

    private static InputPiece encode(InputDataInformationEvent event) {
        if (event.getDeserializedUserPayload() != null) {
            throw new IllegalArgumentException("expected serialised data for a root input, got a "
                    + event.getDeserializedUserPayload().getClass().getName()
                    + "; tasks run in other processes, let the initialiser serialise it");
        }
        InputPiece.Builder piece =
                InputPiece.newBuilder().setSourceIndex(event.getSourceIndex()).setTargetIndex(event.getTargetIndex());
        if (event.getSerializedPath() != null) {
            piece.setSerializedPath(event.getSerializedPath());
        } else if (event.getUserPayload() != null) {
            piece.setHasPayload(true)
                    .setPayload(ByteString.copyFrom(event.getUserPayload().duplicate()));
        }
        return piece.build();
    }

    /** From the wire. */
    public static List<Event> decode(InitializerEvents all) {
        List<Event> events = new ArrayList<>();
        for (InitializerEvent event : all.getEventsList()) {
            events.add(
                    switch (event.getEventCase()) {
                        case CONFIGURE -> decode(event.getConfigure());
                        case NEW_PAYLOAD ->
                            InputUpdatePayloadEvent.create(event.getNewPayload().asReadOnlyByteBuffer());
                        case PIECE -> decode(event.getPiece());
                        default ->
                            throw new IllegalArgumentException(
                                    "expected an event of an initialiser, got " + event.getEventCase());
                    });
        }
        return events;
    }

    private static InputConfigureVertexTasksEvent decode(ConfigureTasks configure) {
        VertexLocationHint hint = null;
        if (configure.getHasHints()) {
            hint = VertexLocationHint.create(configure.getHintsList().stream()
                    .map(InitializerEventCodec::decode)
                    .toList());
        }
        InputSpecUpdate update = null;
        if (configure.getHasPhysicalInputs()) {
            update = configure.getSameForAll()
                    ? InputSpecUpdate.createAllTaskInputSpecUpdate(configure.getPhysicalInputs(0))
                    : InputSpecUpdate.createPerTaskInputSpecUpdate(configure.getPhysicalInputsList());
        }
        return InputConfigureVertexTasksEvent.create(configure.getTasks(), hint, update);
    }

    private static TaskLocationHint decode(TaskPlace place) {
        return place.getNearVertex().isEmpty()
                ? TaskLocationHint.createTaskLocationHint(
                        new HashSet<>(place.getHostsList()), new HashSet<>(place.getRacksList()))
                : TaskLocationHint.createTaskLocationHint(place.getNearVertex(), place.getNearTask());
    }

    private static InputDataInformationEvent decode(InputPiece piece) {
        ByteBuffer payload = piece.getHasPayload() ? piece.getPayload().asReadOnlyByteBuffer() : null;
        InputDataInformationEvent event = piece.getSerializedPath().isEmpty()
                ? InputDataInformationEvent.createWithSerializedPayload(piece.getSourceIndex(), payload)
                : InputDataInformationEvent.createWithSerializedPath(piece.getSourceIndex(), piece.getSerializedPath());
        event.setTargetIndex(piece.getTargetIndex());
        return event;
    }
}
