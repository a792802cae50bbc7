/** What Hive needs of a JVM in which several of its attempts, or several of its initialisers, run at once. */
package io.mr3.hive.runtime;
