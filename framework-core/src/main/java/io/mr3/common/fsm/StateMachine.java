package io.mr3.common.fsm;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A state and the decisions about it. A machine performs nothing: {@link #apply} returns effects, and its owner runs them.
 * Not thread-safe.
 *
 * @param <S> states
 * @param <E> events
 * @param <A> what effects can do
 */
public abstract class StateMachine<S extends Enum<S>, E, A> {
    /** Moves that an error tells of. */
    private static final int HISTORY_LIMIT = 20;

    private final Object id;
    private final TransitionTable<S, E> table;
    private final Deque<String> history = new ArrayDeque<>(4);
    private S state;

    /** @param id whose state this is, for errors */
    protected StateMachine(Object id, TransitionTable<S, E> table) {
        this.id = id;
        this.table = table;
        state = table.initial();
    }

    /** Decides what {@code event} means in the present state; only asked where the table has a move. */
    protected abstract Step<S, A> decide(E event);

    public final S state() {
        return state;
    }

    public final boolean isTerminal() {
        return table.isTerminal(state);
    }

    /**
     * Moves to the next state.
     *
     * @return what to do, in order; nothing if the table ignores the event
     * @throws IllegalTransitionException if the table has no such move
     */
    @SuppressWarnings("unchecked") // the class of an E is a Class<? extends E>
    public final List<Consumer<A>> apply(E event) {
        if (table.isIgnored(state, event.getClass())) {
            return List.of();
        }
        Set<S> targets = table.targets(state, (Class<? extends E>) event.getClass());
        if (targets.isEmpty()) {
            throw new IllegalTransitionException(id + " expects no " + event + " in " + state + trace());
        }
        Step<S, A> step = decide(event);
        if (!targets.contains(step.next())) {
            throw new IllegalTransitionException(
                    id + " may go from " + state + " to " + targets + ", not to " + step.next() + trace());
        }
        remember(event, step.next());
        state = step.next();
        return step.effects();
    }

    private void remember(E event, S next) {
        if (history.size() == HISTORY_LIMIT) {
            history.removeFirst();
        }
        history.add(state + " -" + event.getClass().getSimpleName() + "-> " + next);
    }

    private String trace() {
        return "; history: " + history;
    }
}
