package io.github.polywire.natsmicro.client;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import io.github.polywire.natsmicro.MicroConnectionException;
import io.github.polywire.natsmicro.MicroRequestException;
import io.github.polywire.natsmicro.MicroTimeoutException;
import io.github.polywire.natsmicro.NatsMicroException;
import io.nats.client.Connection;

/**
 * Says what a caller gets for a request that went wrong.
 */
final class RequestFailures {

	private final Connection connection;

	RequestFailures(Connection connection) {
		this.connection = connection;
	}

	/**
	 * Says what the caller of a request gets.
	 * @param request the request
	 * @param failure what went wrong
	 * @return the exception
	 */
	MicroRequestException of(PendingRequest request, Throwable failure) {
		Throwable cause = ((failure instanceof ExecutionException || failure instanceof CompletionException)
				&& failure.getCause() != null) ? failure.getCause() : failure;
		if (cause instanceof MicroRequestException exception) {
			return exception;
		}
		if (cause instanceof TimeoutException) {
			return timeout(request);
		}
		if (cause instanceof CancellationException) {
			return new MicroRequestException(request.subject(),
					"The request for '" + request.subject() + "' was cancelled", cause);
		}
		if (cause instanceof IllegalStateException || cause instanceof NatsMicroException) {
			return new MicroConnectionException(request.subject(),
					"The request for '%s' was not sent: %s; see the state of the NATS connection"
						.formatted(request.subject(), cause.getMessage()),
					cause);
		}
		return new MicroRequestException(request.subject(),
				"The NATS client did not take the request for '%s': %s".formatted(request.subject(), cause), cause);
	}

	MicroRequestException interrupted(PendingRequest request, InterruptedException cause) {
		return new MicroRequestException(request.subject(), "Interrupted while waiting for the answer from '"
				+ request.subject() + "'; the request may or may not have been handled", cause);
	}

	MicroConnectionException stopping(PendingRequest request) {
		return new MicroConnectionException(request.subject(),
				"The request for '" + request.subject() + "' was not sent: the application is stopping", null);
	}

	private MicroRequestException timeout(PendingRequest request) {
		long millis = request.timeout().toMillis();
		Connection.Status status = status();
		if (!request.isSent()) {
			return new MicroConnectionException(request.subject(),
					("The request for '%s' was not sent: NATS was not connected within %d ms (%s); see whether "
							+ "the server runs and the log of the connection")
						.formatted(request.subject(), millis, status),
					null);
		}
		if (status != Connection.Status.CONNECTED) {
			return new MicroConnectionException(request.subject(),
					("No answer from '%s' within %d ms, and NATS is not connected any more (%s); the request may or "
							+ "may not have been handled")
						.formatted(request.subject(), millis, status),
					null);
		}
		return new MicroTimeoutException(request.subject(), request.timeout());
	}

	MicroConnectionException closed(PendingRequest request) {
		return new MicroConnectionException(request.subject(),
				"The connection to NATS was closed before '%s' answered; the request may or may not have been handled"
					.formatted(request.subject()),
				null);
	}

	private Connection.Status status() {
		try {
			return this.connection.getStatus();
		}
		catch (NatsMicroException ex) {
			return Connection.Status.DISCONNECTED;
		}
	}

}
