package io.mr3.rm.standalone.driver;

import io.mr3.common.Resources;
import io.mr3.rm.ContainerExit;
import io.mr3.rm.ContainerRequest;
import io.mr3.rm.LaunchSpec;
import io.mr3.rm.RequestFailure;
import io.mr3.rm.standalone.SealedSecrets;
import io.mr3.rm.standalone.proto.Amount;
import io.mr3.rm.standalone.proto.Command;
import io.mr3.rm.standalone.proto.NeededFile;
import io.mr3.rm.standalone.proto.WorkerEnded;
import io.mr3.rm.standalone.proto.WorkerRefused;
import io.mr3.rm.standalone.proto.WorkerRequest;
import java.util.List;

/** The driver's types as messages of the cluster, and back. */
final class Messages {
    private Messages() {}

    /** @param attempts how often its process is started at most */
    static WorkerRequest request(ContainerRequest request, List<NeededFile> files, SealedSecrets seals, int attempts) {
        LaunchSpec launch = request.launch();
        long worker = request.worker().number();
        return WorkerRequest.newBuilder()
                .setWorker(worker)
                .setGroup(request.group())
                .setAmount(amount(launch.resources()))
                .setCommand(Command.newBuilder()
                        .addAllArguments(launch.arguments())
                        .putAllEnvironment(launch.environment())
                        .setSealedSecrets(seals.seal(worker, launch.secrets()))
                        .addAllFiles(files)
                        .setAttempts(attempts))
                .addAllLocations(request.locations())
                .setPriority(request.priority())
                .build();
    }

    static Amount amount(Resources resources) {
        return Amount.newBuilder()
                .setMemoryMb(resources.memoryMb())
                .setCores(resources.cores())
                .build();
    }

    static Resources resources(Amount amount) {
        return new Resources(amount.getMemoryMb(), amount.getCores());
    }

    static RequestFailure.Kind kind(WorkerRefused refused) {
        return switch (refused.getKind()) {
            case TOO_LARGE -> RequestFailure.Kind.TOO_LARGE;
            case LAUNCH_FAILED -> RequestFailure.Kind.LAUNCH_FAILED;
            case REFUSED, KIND_UNKNOWN, UNRECOGNIZED -> RequestFailure.Kind.REFUSED;
        };
    }

    static ContainerExit exit(WorkerEnded ended) {
        return new ContainerExit(
                cause(ended.getCause()), ended.getStatus(), ended.getDiagnostics(), ended.getLastLinesList());
    }

    private static ContainerExit.Cause cause(WorkerEnded.Cause cause) {
        return switch (cause) {
            case COMPLETED -> ContainerExit.Cause.COMPLETED;
            case RELEASED -> ContainerExit.Cause.RELEASED;
            case PREEMPTED -> ContainerExit.Cause.PREEMPTED;
            case NODE_LOST -> ContainerExit.Cause.NODE_LOST;
            case OUT_OF_MEMORY -> ContainerExit.Cause.OOM_KILLED;
            case DISK_FULL -> ContainerExit.Cause.DISK_FULL;
            case HUNG -> ContainerExit.Cause.HUNG;
            case FAILED -> ContainerExit.Cause.FAILED;
            case CAUSE_UNKNOWN, UNRECOGNIZED -> ContainerExit.Cause.UNKNOWN;
        };
    }
}
