package io.github.polywire.showcase;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.github.polywire.rabibridge.RemoteCallOperations;
import io.github.polywire.rabibridge.RemoteCallRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Calls functions of the RabiBridge network for whoever speaks HTTP. {@code args} (an
 * array), {@code kwargs} (an object), {@code kind} ({@code async} or {@code sync}) and
 * {@code timeout} (as in {@code 2s}) come as the fields of a JSON body or as query
 * parameters; all may be left out. No thread waits while a call is on its way.
 */
@RestController
@RequestMapping("/api/call/{function}")
class GatewayController {

	private final RemoteCallOperations operations;

	private final GatewayRequests requests;

	GatewayController(RemoteCallOperations operations, GatewayRequests requests) {
		this.operations = operations;
		this.requests = requests;
	}

	@PostMapping
	CompletableFuture<CallResult> post(@PathVariable String function, InputStream body) throws IOException {
		return call(this.requests.fromBody(function, body));
	}

	@GetMapping
	CompletableFuture<CallResult> get(@PathVariable String function, @RequestParam Map<String, String> parameters) {
		return call(this.requests.fromParameters(function, parameters));
	}

	private CompletableFuture<CallResult> call(RemoteCallRequest request) {
		return this.operations.callAsync(request, Object.class).thenApply(CallResult::new);
	}

	record CallResult(@Nullable Object result) {

	}

}
