package io.mr3.tez.plugin;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.UserGroupInformation;

/**
 * On whose behalf the plug-ins of one DAG are made and called: a user with the DAG's credentials, and the class loader that
 * knows the plug-ins' classes. From any thread.
 */
public final class DagUser {
    private final UserGroupInformation identity;
    private final ClassLoader classes;

    /** Acts as a user who has the DAG's credentials already. */
    public DagUser(UserGroupInformation identity, ClassLoader classes) {
        this.identity = identity;
        this.classes = classes;
    }

    /** Acts as a user of this name. */
    public DagUser(String name, Credentials credentials, ClassLoader classes) {
        this.identity = UserGroupInformation.createRemoteUser(name);
        this.identity.addCredentials(credentials);
        this.classes = classes;
    }

    /** Runs {@code action} as this user; throws what it throws. */
    public <T> T call(PrivilegedExceptionAction<T> action) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(classes);
        try {
            return identity.doAs(action);
        } catch (UndeclaredThrowableException e) {
            throw checked(e);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /**
     * Runs {@code action} as this user.
     *
     * @param what the plug-in and the call, for people
     * @throws PluginException with what it throws as the cause
     */
    public <T> T plugin(String what, PrivilegedExceptionAction<T> action) {
        try {
            return call(action);
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new PluginException(what + " failed: " + e, e);
        } catch (LinkageError | AssertionError e) {
            throw new PluginException(what + " failed: " + e, e);
        }
    }

    /** Makes a plug-in by its constructor that takes its context alone; call it inside {@link #call} or {@link #plugin}. */
    public <T, C> T create(String className, Class<T> type, Class<C> contextType, C context) throws Exception {
        Class<? extends T> plugin = load(className).asSubclass(type);
        try {
            return plugin.getConstructor(contextType).newInstance(context);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    public Class<?> load(String className) throws ClassNotFoundException {
        try {
            return Class.forName(className, true, classes);
        } catch (ClassNotFoundException e) {
            throw new ClassNotFoundException("this process has no class " + className, e);
        }
    }

    /** Closes the file systems that were opened on this user's behalf. */
    public void close() throws IOException {
        FileSystem.closeAllForUGI(identity);
    }

    private static Exception checked(UndeclaredThrowableException e) {
        Throwable cause = e.getCause() instanceof PrivilegedActionException p ? p.getException() : e.getCause();
        return cause instanceof Exception checked ? checked : e;
    }
}
