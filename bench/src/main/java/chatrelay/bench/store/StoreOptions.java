package chatrelay.bench.store;

import chatrelay.local.database.TestDatabase.Kind;
import java.util.Map;

/**
 * What is measured.
 *
 * @param variables of the server, set for all sessions
 * @param connections threads, each with a connection and its own rooms
 * @param batch messages a transaction
 * @param banned percent of messages that hold a banned word
 * @param acknowledgements messages of the figure that has no time limit
 */
record StoreOptions(
    Kind server,
    Map<String, String> variables,
    int rooms,
    int connections,
    int batch,
    int banned,
    int warmup,
    int seconds,
    int acknowledgements) {}
