package io.mr3.common.fsm;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The legal moves of a state machine: for each state and event the states it may lead to, and the events that a state
 * ignores because they may come late and do no harm. Anything else is illegal. Checked when it is built, so that a wrong
 * table keeps its class from loading.
 *
 * @param <S> states
 * @param <E> a sealed interface of events
 */
public final class TransitionTable<S extends Enum<S>, E> {
    private final S initial;
    private final Set<S> terminal;
    private final Map<S, Map<Class<? extends E>, Set<S>>> moves;
    private final Map<S, Set<Class<? extends E>>> ignores;

    private TransitionTable(Builder<S, E> builder) {
        initial = builder.initial;
        terminal = builder.terminal;
        moves = builder.moves;
        ignores = builder.ignores;
    }

    /** A table of machines that begin in {@code initial}; all permitted subclasses of {@code events} must occur. */
    public static <S extends Enum<S>, E> Builder<S, E> of(Class<E> events, S initial) {
        return new Builder<>(events, initial);
    }

    public S initial() {
        return initial;
    }

    /** Whether nothing leads out of {@code state}. */
    public boolean isTerminal(S state) {
        return terminal.contains(state);
    }

    /** States that {@code event} may lead to from {@code from}; empty if it is ignored or illegal there. */
    public Set<S> targets(S from, Class<? extends E> event) {
        return moves.get(from).getOrDefault(event, Set.of());
    }

    /** Whether {@code event} does nothing in {@code state}. */
    public boolean isIgnored(S state, Class<?> event) {
        return ignores.get(state).contains(event);
    }

    /** Declares a table. */
    public static final class Builder<S extends Enum<S>, E> {
        private final Class<E> events;
        private final S initial;
        private final Set<S> terminal;
        private final Map<S, Map<Class<? extends E>, Set<S>>> moves;
        private final Map<S, Set<Class<? extends E>>> ignores;

        private Builder(Class<E> events, S initial) {
            this.events = events;
            this.initial = initial;
            Class<S> states = initial.getDeclaringClass();
            terminal = EnumSet.noneOf(states);
            moves = new EnumMap<>(states);
            ignores = new EnumMap<>(states);
            for (S state : states.getEnumConstants()) {
                moves.put(state, new HashMap<>());
                ignores.put(state, new HashSet<>());
            }
        }

        /** In {@code from}, {@code event} leads to one of {@code to}, as the machine decides. */
        @SafeVarargs
        public final Builder<S, E> move(S from, Class<? extends E> event, S first, S... others) {
            check(!moves.get(from).containsKey(event), from, event, "is declared twice");
            moves.get(from).put(event, EnumSet.of(first, others));
            return this;
        }

        /** In {@code state}, these events may come late and change nothing. */
        @SafeVarargs
        public final Builder<S, E> ignore(S state, Class<? extends E>... late) {
            ignores.get(state).addAll(List.of(late));
            return this;
        }

        /** Nothing leads out of these. */
        @SafeVarargs
        public final Builder<S, E> end(S... states) {
            terminal.addAll(List.of(states));
            return this;
        }

        /**
         * Checks the table.
         *
         * @throws IllegalStateException if a terminal state can be left, a state can't be reached, no end can be reached
         *     from a state, an event is both a move and ignored, or an event occurs nowhere
         */
        public TransitionTable<S, E> build() {
            moves.forEach((from, byEvent) -> byEvent.keySet().forEach(event -> {
                check(!terminal.contains(from), from, event, "leads out of a terminal state");
                check(!ignores.get(from).contains(event), from, event, "is both a move and ignored");
            }));
            checkStates();
            checkEvents();
            return new TransitionTable<>(this);
        }

        private void checkStates() {
            Set<S> reached = reachableFrom(initial);
            for (S state : moves.keySet()) {
                if (!reached.contains(state)) {
                    throw new IllegalStateException("expected every state to be reachable, got " + state);
                }
                if (reachableFrom(state).stream().noneMatch(terminal::contains)) {
                    throw new IllegalStateException("expected an end for every state, got none for " + state);
                }
            }
        }

        private void checkEvents() {
            Set<Class<?>> unused = new HashSet<>(Arrays.asList(events.getPermittedSubclasses()));
            moves.values().forEach(byEvent -> unused.removeAll(byEvent.keySet()));
            if (!unused.isEmpty()) {
                throw new IllegalStateException("expected every event to move something, got " + unused);
            }
        }

        private Set<S> reachableFrom(S start) {
            Set<S> reached = EnumSet.of(start);
            Deque<S> open = new ArrayDeque<>(reached);
            while (!open.isEmpty()) {
                moves.get(open.remove())
                        .values()
                        .forEach(targets -> targets.forEach(target -> {
                            if (reached.add(target)) {
                                open.add(target);
                            }
                        }));
            }
            return reached;
        }

        private static void check(boolean fine, Enum<?> from, Class<?> event, String complaint) {
            if (!fine) {
                throw new IllegalStateException(event.getSimpleName() + " in " + from + " " + complaint);
            }
        }
    }
}
