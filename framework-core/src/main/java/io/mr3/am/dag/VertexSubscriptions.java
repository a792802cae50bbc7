package io.mr3.am.dag;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who wants to hear of which states of which vertices. Each listener hears of a state of a vertex at most once: at once if
 * it was reached before, in the order in which states were reached.
 */
final class VertexSubscriptions {
    /** A plug-in that waits for vertices. */
    interface Listener {
        void vertexStateChanged(String vertex, VertexEventKind state);
    }

    private record Subscription(Listener listener, String vertex, VertexEventKind state) {}

    private final Map<String, List<VertexEventKind>> reached = new HashMap<>();
    private final Map<String, List<Listener>> listeners = new HashMap<>();
    private final Set<Subscription> wanted = new HashSet<>();
    private final Set<Subscription> told = new HashSet<>();

    void subscribe(Listener listener, String vertex, Set<VertexEventKind> states) {
        List<Listener> ofVertex = listeners.computeIfAbsent(vertex, v -> new ArrayList<>());
        if (!ofVertex.contains(listener)) {
            ofVertex.add(listener);
        }
        states.forEach(state -> wanted.add(new Subscription(listener, vertex, state)));
        reached.getOrDefault(vertex, List.of()).forEach(state -> tell(listener, vertex, state));
    }

    /** A vertex is in a state, perhaps again. */
    void reached(String vertex, VertexEventKind state) {
        List<VertexEventKind> states = reached.computeIfAbsent(vertex, v -> new ArrayList<>());
        if (!states.contains(state)) {
            states.add(state);
            listeners.getOrDefault(vertex, List.of()).forEach(listener -> tell(listener, vertex, state));
        }
    }

    private void tell(Listener listener, String vertex, VertexEventKind state) {
        Subscription subscription = new Subscription(listener, vertex, state);
        if (wanted.contains(subscription) && told.add(subscription)) {
            listener.vertexStateChanged(vertex, state);
        }
    }
}
