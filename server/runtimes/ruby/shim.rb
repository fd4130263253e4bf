# Serves one function over HTTP: reads the settings, loads the function, listens, stops.
# What a function sees is in shim_call.rb, the processes it runs in are in shim_workers.rb,
# HTTP itself is in shim_http.rb. Standard library only.
require 'socket'
require_relative 'shim_settings'
require_relative 'shim_workers'
require_relative 'shim_http'

module Shim
  # Seconds that running calls are given when the shim is told to stop.
  DRAIN_SECONDS = 10

  def self.listen(settings)
    return TCPServer.new('::', settings.port) if settings.socket.empty?

    File.unlink(settings.socket) if File.exist?(settings.socket)
    UNIXServer.new(settings.socket)
  rescue Errno::EAFNOSUPPORT, Errno::EADDRNOTAVAIL
    TCPServer.new('0.0.0.0', settings.port)
  end

  def self.run
    settings = Settings.new(ENV)
    workers = Workers.start(settings)
    server = Server.new(settings, workers)
    listener = listen(settings)
    stopping = Queue.new
    %w[TERM INT].each { |signal| trap(signal) { stopping << signal } }
    accepting = Thread.new do
      loop { Thread.new(listener.accept) { |connection| server.serve(connection) } }
    end
    stopping.pop
    accepting.kill
    listener.close
    server.drain(DRAIN_SECONDS)
    exit!(0)
  end
end

Shim.run
