/** What happened in a DAGAppMaster, kept in a bounded file for people and tools that come later. */
package io.mr3.am.history;
