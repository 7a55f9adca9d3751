package io.github.polywire.showcase;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.polywire.natsmicro.MicroCall;
import io.github.polywire.natsmicro.MicroOperations;
import io.github.polywire.natsmicro.MicroReply;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Sends requests to services on the NATS network for whoever speaks HTTP. The body is
 * sent as it is; {@code timeout} (as in {@code 2s}) may be a query parameter. No thread
 * waits while a request is on its way.
 */
@RestController
class NatsGatewayController {

	private final MicroOperations operations;

	NatsGatewayController(MicroOperations operations) {
		this.operations = operations;
	}

	@PostMapping("/api/request/{subject}")
	CompletableFuture<Answer> post(@PathVariable String subject,
			@RequestParam(required = false) @Nullable String timeout, InputStream body) throws IOException {
		if (subject.startsWith("$")) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST,
					"A subject that begins with $ is not a service's but NATS's own.");
		}
		MicroCall call = MicroCall.to(subject).body(GatewayRequests.readBody(body));
		if (timeout != null && !timeout.isEmpty()) {
			call = call.timeout(GatewayRequests.timeout(timeout));
		}
		return this.operations.requestAsync(call, MicroReply.class).thenApply(Answer::of);
	}

	@ExceptionHandler
	ProblemDetail answer(IllegalArgumentException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, ex.getMessage());
	}

	/**
	 * What is told of an answer.
	 *
	 * @param body the body, read as UTF-8
	 * @param headers the headers
	 */
	record Answer(String body, Map<String, List<String>> headers) {

		private static Answer of(@Nullable MicroReply reply) {
			return (reply != null) ? new Answer(reply.text(), reply.headers()) : new Answer("", Map.of());
		}

	}

}
