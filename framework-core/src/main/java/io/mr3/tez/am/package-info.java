/**
 * How the DAGAppMaster understands Tez's DAG plans and hosts Tez's plug-ins: {@link io.mr3.tez.am.TezDagIntake} splits a plan
 * into what the engine runs and what only plug-ins understand; the classes called Hosted… stand between one plug-in and the
 * engine's side of it in {@code io.mr3.am.dag.PluginHost}, and call it as the DAG's user with its class loader.
 */
package io.mr3.tez.am;
