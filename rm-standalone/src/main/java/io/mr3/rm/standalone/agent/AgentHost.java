package io.mr3.rm.standalone.agent;

/** The process that an agent runs in; from any thread. */
interface AgentHost {
    /** The master knows the agent now. */
    void welcomed();

    /**
     * The agent is done; its process may end.
     *
     * @param line why, for whoever started it
     */
    void end(int exitCode, String line);
}
