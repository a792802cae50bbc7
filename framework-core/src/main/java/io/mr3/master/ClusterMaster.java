package io.mr3.master;

import io.mr3.common.Resources;
import io.mr3.common.processes.JavaCommand;
import io.mr3.common.processes.LastWords;
import io.mr3.config.AmKeys;
import io.mr3.config.Mr3Conf;
import io.mr3.rm.ContainerExit;
import io.mr3.rm.LaunchSpec;
import io.mr3.rm.MasterLauncher;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;

/**
 * The shared DAGAppMaster in a container of the resource manager. Its settings travel as a secret environment variable: who may
 * see the container's arguments need not see them.
 */
final class ClusterMaster implements StartedMaster {
    private static final int CORES = 1;
    private static final int MIN_NATIVE_MB = 384;
    private static final double NATIVE_FRACTION = 0.1;

    private final MasterLauncher.Launched launched;

    private ClusterMaster(MasterLauncher.Launched launched) {
        this.launched = launched;
    }

    /**
     * Asks for it.
     *
     * @throws IOException in one line, if the resource manager takes no application
     * @throws IllegalArgumentException if these settings cannot be shared or the resource manager runs no DAGAppMaster, naming
     *     the key
     */
    static ClusterMaster start(Mr3Conf conf) throws IOException {
        return start(conf, launcher(conf));
    }

    static ClusterMaster start(Mr3Conf conf, MasterLauncher launcher) throws IOException {
        Properties settings = new Properties();
        settings.putAll(SharedSettings.of(conf));
        StringWriter text = new StringWriter();
        settings.store(text, null);
        int heapMb = conf.get(AmKeys.HEAP);
        LaunchSpec spec = new LaunchSpec(
                MasterCommand.of(conf, MasterSettingsSource.ENVIRONMENT.argument()),
                JavaCommand.environment(),
                Map.of(MasterSettingsSource.VARIABLE, text.toString()),
                new Resources(heapMb + Math.max(MIN_NATIVE_MB, (int) (heapMb * NATIVE_FRACTION)), CORES),
                List.of(),
                true);
        return new ClusterMaster(launcher.launch(conf, spec));
    }

    private static MasterLauncher launcher(Mr3Conf conf) {
        String name = conf.get(AmKeys.RESOURCE_MANAGER).name().toLowerCase(Locale.ROOT);
        return ServiceLoader.load(MasterLauncher.class, ClusterMaster.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(launcher -> launcher.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        AmKeys.MODE.name() + ": expected client, got 'cluster': " + AmKeys.RESOURCE_MANAGER.name() + "="
                                + name + " runs no DAGAppMaster in a container"));
    }

    @Override
    public boolean hasEnded() {
        return launched.end().isPresent();
    }

    @Override
    public boolean foundAnother() {
        return launched.end().orElseThrow().status() == 0;
    }

    @Override
    public void kill() {
        launched.kill();
    }

    @Override
    public void leave() {
        launched.leave();
    }

    @Override
    public String lastWords() {
        ContainerExit end = launched.end().orElseThrow();
        return LastWords.in(end.lastLines(), output())
                .orElse(end.diagnostics().isEmpty() ? "exit code " + end.status() : end.diagnostics());
    }

    @Override
    public String output() {
        return launched.logFile().isEmpty()
                ? "its container has not been launched yet"
                : "see " + launched.logFile() + " on its host";
    }
}
