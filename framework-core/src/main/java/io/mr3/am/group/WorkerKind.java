package io.mr3.am.group;

/**
 * What makes workers of different groups alike, so that one can go on in another group with its process, its connection and its
 * outputs.
 *
 * @param apart what else must be equal: whose attempts it runs, what its process was given besides
 */
public record WorkerKind(WorkerSize size, WorkerUse use, WorkerProgram program, Heartbeats heartbeats, String apart) {
    /** The kind of a group's workers. */
    public static WorkerKind of(ContainerGroupSpec group, String apart) {
        return new WorkerKind(group.size(), group.use(), group.program(), group.heartbeats(), apart);
    }
}
