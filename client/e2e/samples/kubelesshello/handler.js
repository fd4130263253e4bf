'use strict'

module.exports = {
  hello(event, context) {
    return 'Hello Kubeless'
  },
}
