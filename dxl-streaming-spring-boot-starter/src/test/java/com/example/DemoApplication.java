package com.example;

import java.util.Map;

import io.github.polywire.dxlstreaming.DxlStreamOperations;
import io.github.polywire.dxlstreaming.annotation.DxlStreamListener;

import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.messaging.handler.annotation.Header;

@SpringBootApplication
public class DemoApplication {

	public static void main(String[] args) {
		SpringApplication.run(DemoApplication.class, args);
	}

	@Bean
	CommandLineRunner demo(DxlStreamOperations streams) {
		return (args) -> streams
			.send("case-mgmt-events", "case-1", new CaseEvent("case-1", "opened"), Map.of("tenantId", "T1"))
			.join();
	}

	@DxlStreamListener(topics = "case-mgmt-events", group = "soc", offset = DxlStreamListener.EARLIEST)
	void onCase(CaseEvent event, @Header String tenantId) {
		System.out.println("Tenant " + tenantId + ": " + event);
	}

	record CaseEvent(String id, String change) {

	}

}
