package io.mr3.rm.standalone.command;

/**
 * What came of an agent that was to start or to end.
 *
 * @param name of the agent
 * @param good whether it is as it should be
 * @param message for people; empty if there was nothing to do, several lines if it is not good
 */
record AgentOutcome(String name, boolean good, String message) {
    void tell(Console console) {
        if (good && !message.isEmpty()) {
            console.say(message);
        } else if (!good) {
            console.complain(message);
        }
    }
}
