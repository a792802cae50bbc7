package io.mr3.common.fsm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StateMachineTest {
    private enum Light {
        RED,
        GREEN,
        OFF
    }

    private sealed interface Event {}

    private record Go() implements Event {}

    private record Stop() implements Event {}

    private record Break() implements Event {}

    private static TransitionTable.Builder<Light, Event> table() {
        return TransitionTable.of(Event.class, Light.RED)
                .move(Light.RED, Go.class, Light.GREEN)
                .move(Light.GREEN, Stop.class, Light.RED)
                .move(Light.GREEN, Break.class, Light.OFF)
                .end(Light.OFF);
    }

    private static void refused(String expected, TransitionTable.Builder<Light, Event> builder) {
        IllegalStateException refusal = assertThrows(IllegalStateException.class, builder::build);
        assertTrue(refusal.getMessage().contains(expected), refusal.getMessage());
    }

    @Test
    void tableAnswers() {
        TransitionTable<Light, Event> table =
                table().ignore(Light.RED, Stop.class).build();
        assertEquals(Set.of(Light.GREEN), table.targets(Light.RED, Go.class));
        assertEquals(Set.of(), table.targets(Light.RED, Break.class));
        assertTrue(table.isIgnored(Light.RED, Stop.class));
        assertFalse(table.isIgnored(Light.GREEN, Stop.class));
        assertTrue(table.isTerminal(Light.OFF));
        assertEquals(Light.RED, table.initial());
    }

    @Test
    void noMoveLeadsOutOfATerminalState() {
        refused("Go in OFF leads out of a terminal state", table().move(Light.OFF, Go.class, Light.RED));
    }

    @Test
    void everyStateIsReachable() {
        refused(
                "every state to be reachable, got OFF",
                TransitionTable.of(Event.class, Light.RED)
                        .move(Light.RED, Go.class, Light.GREEN)
                        .move(Light.RED, Stop.class, Light.RED)
                        .move(Light.RED, Break.class, Light.RED)
                        .end(Light.GREEN));
    }

    @Test
    void everyStateLeadsToAnEnd() {
        refused(
                "an end for every state, got none for GREEN",
                TransitionTable.of(Event.class, Light.RED)
                        .move(Light.RED, Go.class, Light.GREEN, Light.OFF)
                        .end(Light.OFF));
    }

    @Test
    void everyEventOccurs() {
        refused(
                "every event to move something",
                TransitionTable.of(Event.class, Light.RED)
                        .move(Light.RED, Go.class, Light.GREEN)
                        .move(Light.GREEN, Go.class, Light.OFF)
                        .end(Light.OFF));
    }

    @Test
    void moveIsDeclaredOnceAndNotIgnored() {
        assertThrows(IllegalStateException.class, () -> table().move(Light.RED, Go.class, Light.OFF));
        refused("Go in RED is both a move and ignored", table().ignore(Light.RED, Go.class));
    }

    /** What a light can be told to do. */
    private interface Bulb {
        void shine(Light colour);
    }

    private static StateMachine<Light, Event, Bulb> light(Light next) {
        return new StateMachine<>(
                "light 7", table().ignore(Light.RED, Stop.class).build()) {
            @Override
            protected Step<Light, Bulb> decide(Event event) {
                return Step.to(next, b -> b.shine(next), b -> b.shine(Light.OFF));
            }
        };
    }

    @Test
    void effectsAreReturnedAndNotPerformed() {
        StateMachine<Light, Event, Bulb> machine = light(Light.GREEN);
        assertEquals(List.of(), machine.apply(new Stop()));
        List<Light> shone = new ArrayList<>();
        var effects = machine.apply(new Go());
        assertEquals(Light.GREEN, machine.state());
        assertEquals(List.of(), shone);
        effects.forEach(effect -> effect.accept(shone::add));
        assertEquals(List.of(Light.GREEN, Light.OFF), shone);
    }

    @Test
    void illegalMoveTellsTheHistory() {
        StateMachine<Light, Event, Bulb> machine = light(Light.GREEN);
        machine.apply(new Go());
        IllegalTransitionException illegal =
                assertThrows(IllegalTransitionException.class, () -> machine.apply(new Go()));
        assertEquals("light 7 expects no Go[] in GREEN; history: [RED -Go-> GREEN]", illegal.getMessage());
        assertEquals(Light.GREEN, machine.state());
    }

    @Test
    void decisionOutsideTheTableIsIllegal() {
        IllegalTransitionException illegal = assertThrows(
                IllegalTransitionException.class, () -> light(Light.OFF).apply(new Go()));
        assertEquals("light 7 may go from RED to [GREEN], not to OFF; history: []", illegal.getMessage());
    }
}
