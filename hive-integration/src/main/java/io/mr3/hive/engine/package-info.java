/** Joins Hive's shell to the engine. */
package io.mr3.hive.engine;
