package io.mr3.daemon;

import java.lang.reflect.InvocationTargetException;

/**
 * A service as it is attached to a ContainerGroup; what the engine makes both sides from.
 *
 * @param settings name and payload
 * @param className of its {@link DaemonService}
 */
public record DaemonSpec(DaemonSettings settings, String className) {
    public DaemonSpec(String name, String className, String payload) {
        this(new DaemonSettings(name, payload), className);
    }

    public String name() {
        return settings.name();
    }

    /**
     * Makes the service.
     *
     * @throws IllegalArgumentException in one line, naming the key, if the class is not there or no {@link DaemonService}
     */
    public DaemonService service() {
        try {
            return Class.forName(className, true, DaemonSpec.class.getClassLoader())
                    .asSubclass(DaemonService.class)
                    .getConstructor()
                    .newInstance();
        } catch (ClassNotFoundException | NoClassDefFoundError e) {
            throw bad("which is not on the class path (" + e + ")", e);
        } catch (ClassCastException e) {
            throw bad("which implements no such thing", e);
        } catch (NoSuchMethodException | IllegalAccessException | InstantiationException e) {
            throw bad("which has no public constructor without parameters", e);
        } catch (InvocationTargetException e) {
            throw bad("whose constructor threw " + e.getCause(), e.getCause());
        }
    }

    private IllegalArgumentException bad(String why, Throwable cause) {
        return new IllegalArgumentException(
                "mr3.daemon." + name() + ".class: expected a class that implements " + DaemonService.class.getName()
                        + ", got '" + className + "', " + why,
                cause);
    }
}
