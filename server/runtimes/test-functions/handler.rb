# What shims.test.ts asks of every language; `?do=` says what.
$calls = 0

def answer(event, context)
  $calls += 1
  request = event[:extensions][:request]
  case request.params.fetch('do', 'echo')
  when 'echo' then event[:data]
  when 'fields'
    { id: event[:'event-id'], type: event[:'event-type'], time: event[:'event-time'],
      namespace: event[:'event-namespace'], function: context[:'function-name'], timeout: context[:timeout],
      runtime: context[:runtime], memory: context[:'memory-limit'] }
  when 'request' then "#{request.request_method} #{request.path} #{request.params['name']}"
  when 'term' then event[:data]['term']
  when 'json' then { list: [1, 2.5, true, nil], name: 'Zoë 🚲' }
  when 'binary' then (0..255).to_a.pack('C*')
  when 'large' then 'ä' * (5 * 1024 * 1024)
  when 'nothing' then nil
  when 'teapot'
    event[:extensions][:response].status = 418
    event[:extensions][:response].headers['X-Kind'] = 'tea'
    'short and stout'
  when 'raise' then deeper
  when 'exit' then exit!(3)
  when 'loop' then loop {}
  when 'sleep' then sleep
  when 'pause'
    sleep 0.3
    'rested'
  when 'wait'
    puts 'waiting'
    sleep 0.01 until File.exist?("#{ENV['KUBELESS_INSTALL_VOLUME']}/go")
    'let go'
  when 'print'
    puts 'one line'
    puts 'and another'
    'printed'
  when 'flood'
    20_000.times { puts 'x' * 99 }
    puts 'the end'
    'flooded'
  when 'count' then $calls.to_s
  end
end

def deeper
  raise KeyError, 'wanted'
end
