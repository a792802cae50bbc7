/** DAGAppMasters as other processes find, start and end them. */
package io.mr3.master;
